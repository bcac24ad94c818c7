package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which files a domain's disks write to, by target.
 *
 * @param domain its name
 * @param persistent by the definition the next start uses
 * @param live by the running process; the same as persistent if there is none
 * @param formats of the persistent ones
 */
record Tops(String domain, Map<String, Path> persistent, Map<String, Path> live, Map<String, String> formats) {

    static Tops of(DomainHandle handle, RunState state) throws HypervisorException {
        DomainXml persistent = DomainXml.parse(handle.persistentXml());
        DomainXml live = state.active() ? DomainXml.parse(handle.liveXml()) : persistent;
        return new Tops(handle.name(), persistent.files(), live.files(), live.formats());
    }

    /** A new seal starts only where live and persistent definition agree. */
    void requireSettled(SealRequest request) throws HypervisorException {
        for (String target : request.overlays().keySet()) {
            Path file = persistent.get(target);
            if (file == null) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED, "VM '" + domain + "' has no disk " + target + " in a file to seal");
            }
            if (!file.equals(live.get(target))) {
                throw new HypervisorException(
                        Reason.WRONG_STATE,
                        "disk " + target + " of VM '" + domain + "' runs on '" + live.get(target)
                                + "' but is defined on '" + file + "'; shut the VM down, or finish what was begun");
            }
        }
    }

    /** What a new layer of a disk has to stand on; the running process decides. */
    Path below(String target, Path overlay) throws HypervisorException {
        for (Path file : new Path[] {live.get(target), persistent.get(target)}) {
            if (file != null && !file.equals(overlay)) {
                return file;
            }
        }
        throw new HypervisorException(
                Reason.MISSING,
                "disk " + target + " of VM '" + domain + "' is defined on '" + overlay
                        + "', which is missing; restore it");
    }

    boolean sealed(SealRequest request) {
        return request.overlays().entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(persistent.get(entry.getKey()))
                        && entry.getValue().equals(live.get(entry.getKey())));
    }

    boolean untouched(SealRequest request) {
        return request.overlays().values().stream()
                .noneMatch(file -> persistent.containsValue(file) || live.containsValue(file));
    }

    Map<String, Path> notYetLive(SealRequest request) {
        Map<String, Path> missing = new TreeMap<>(request.overlays());
        missing.entrySet().removeIf(entry -> entry.getValue().equals(live.get(entry.getKey())));
        return missing;
    }
}
