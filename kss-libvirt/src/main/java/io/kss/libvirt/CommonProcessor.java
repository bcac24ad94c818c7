package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostModel;
import io.kss.spi.hypervisor.HypervisorException;
import java.util.List;
import java.util.Optional;

/** The best processor that two hosts can both give to a VM. */
final class CommonProcessor {

    private CommonProcessor() {}

    /** The {@code <cpu>} element in one line, computed by libvirt; empty if the two have none in common that it knows. */
    static Optional<String> of(Connection here, Connection there, DomainXml running) {
        try {
            Optional<String> ours = HostModel.of(here.domainCapabilities(running.arch(), running.type()));
            Optional<String> theirs = HostModel.of(there.domainCapabilities(running.arch(), running.type()));
            if (ours.isEmpty() || theirs.isEmpty()) {
                return Optional.empty();
            }
            String common = here.commonCpu(running.arch(), running.type(), List.of(ours.get(), theirs.get()));
            return Optional.of(common.lines().map(String::strip).reduce("", String::concat));
        } catch (HypervisorException e) {
            return Optional.empty();
        }
    }
}
