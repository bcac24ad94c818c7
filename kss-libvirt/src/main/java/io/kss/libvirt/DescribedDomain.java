package io.kss.libvirt;

import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostFiles;
import io.kss.libvirt.image.QemuImages;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import io.kss.spi.hypervisor.Subscription;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one domain that libvirt asks its hook about, taken from the XML on the hook's standard input. Never calls libvirt. */
final class DescribedDomain implements Hypervisor {

    private final DomainXml xml;
    private final Parts parts;
    private final QemuImages images = new QemuImages();

    DescribedDomain(DomainXml xml, HostFiles files) {
        this.xml = xml;
        this.parts = new Parts(files);
    }

    @Override
    public List<String> domains() {
        return List.of(xml.name());
    }

    @Override
    public Optional<Domain> domain(String name) throws HypervisorException {
        return name.equals(xml.name()) ? Optional.of(describe()) : Optional.empty();
    }

    private Domain describe() {
        List<DomainDisk> disks = new ArrayList<>();
        for (Map.Entry<String, Path> file : xml.files().entrySet()) {
            String format = xml.formats().getOrDefault(file.getKey(), "raw");
            disks.add(new DomainDisk(file.getKey(), file.getValue(), Optional.empty(), format));
        }
        // A managed save is being restored, if there is one: what that needs is decided by the disks that it names.
        return new Domain(
                xml.name(), xml.uuid(), RunState.OFF, false, disks, xml.definition(), parts.of(xml), xml.obstacles());
    }

    @Override
    public RunState state(String name) throws HypervisorException {
        if (!name.equals(xml.name())) {
            throw new HypervisorException(Reason.NO_SUCH_DOMAIN, "this hook is not about VM '" + name + "'");
        }
        return RunState.OFF;
    }

    @Override
    public InputStream readPart(String domain, String part) throws HypervisorException {
        return parts.read(domain, xml, part);
    }

    @Override
    public DiskImages images() {
        return images;
    }

    @Override
    public Consistency seal(SealRequest request) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public void completeSeal(SealRequest request) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public void define(DefineRequest request) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public void writePart(String domain, String part, InputStream content) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public void start(String name) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public boolean shutDown(String name, Duration deadline) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public void powerOff(String name) throws HypervisorException {
        throw unsupported();
    }

    @Override
    public Subscription watch(LifecycleListener listener) throws HypervisorException {
        throw unsupported();
    }

    private static HypervisorException unsupported() {
        return new HypervisorException(Reason.UNSUPPORTED, "libvirt waits for its hook and can't be asked anything");
    }

    @Override
    public String displayName() {
        return "libvirt's hook";
    }

    @Override
    public void close() {}
}
