package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One sealing of a domain, in the steps in which a real hypervisor does it. */
final class MemorySeal {

    private final KssProcess process;
    private final MemoryHost host;
    private final SealRequest request;
    private final Map<String, Path> overlays;

    MemorySeal(KssProcess process, MemoryHost host, SealRequest request) {
        this.process = process;
        this.host = host;
        this.request = request;
        this.overlays = new TreeMap<>(request.overlays());
    }

    Consistency seal() throws HypervisorException {
        process.change("seal " + request.domain(), this::checkFresh);
        Map<String, Path> created = new TreeMap<>();
        try {
            for (Map.Entry<String, Path> overlay : overlays.entrySet()) {
                process.change("seal:overlay " + overlay.getValue(), () -> {
                    MemoryImages.overlay(host.store, overlay.getValue(), source(domain(), overlay.getKey()));
                    created.put(overlay.getKey(), overlay.getValue());
                });
            }
        } catch (HypervisorException e) {
            undo(created);
            throw e;
        }
        return attach();
    }

    void complete() throws HypervisorException {
        process.change("completeSeal " + request.domain(), this::checkInterrupted);
        for (Map.Entry<String, Path> overlay : overlays.entrySet()) {
            if (!host.store.files.containsKey(overlay.getValue())) {
                process.change(
                        "seal:overlay " + overlay.getValue(),
                        () -> MemoryImages.overlay(host.store, overlay.getValue(), source(domain(), overlay.getKey())));
            }
        }
        attach();
    }

    /** Whoever starts or stops the domain meanwhile, in the end nothing writes below the overlays. */
    private Consistency attach() throws HypervisorException {
        Consistency consistency = Consistency.CLEAN;
        if (process.step("seal:live? " + request.domain(), () -> !attached(domain()))) {
            consistency = process.step("seal:live " + request.domain(), this::attachLive);
        }
        process.change("seal:persistent " + request.domain(), () -> {
            MemoryDomain domain = domain();
            domain.persistent = domain.persistent.withDisks(overlays);
        });
        while (!process.step("seal:check " + request.domain(), () -> attached(domain()))) {
            consistency = process.step("seal:live " + request.domain(), this::attachLive);
        }
        return consistency;
    }

    private boolean attached(MemoryDomain domain) {
        return overlays.entrySet().stream()
                .allMatch(overlay -> Optional.ofNullable(domain.live.get(overlay.getKey()))
                        .map(chain -> chain.top().path().equals(overlay.getValue()))
                        .orElse(true));
    }

    private Consistency attachLive() throws HypervisorException {
        MemoryDomain domain = domain();
        if (!domain.state.active()) {
            return Consistency.CLEAN;
        }
        Map<String, Path> missing = new TreeMap<>(overlays);
        missing.entrySet().removeIf(overlay -> {
            Chain chain = domain.live.get(overlay.getKey());
            return chain == null || chain.top().path().equals(overlay.getValue());
        });
        for (Path overlay : missing.values()) {
            if (!host.store.require(overlay).content.isEmpty()) {
                throw new HypervisorException(
                        Reason.DAMAGED,
                        overlay + " holds data, but " + domain.name
                                + " runs on the file below. Shut it down and decide which of both to keep.");
            }
        }
        domain.switchTo(host.store, missing);
        return request.quiesce() && domain.guestAgent ? Consistency.QUIESCED : Consistency.CRASH;
    }

    private void undo(Map<String, Path> created) throws HypervisorException {
        for (Path overlay : created.values()) {
            process.change("seal:undo " + overlay, () -> host.store.files.remove(overlay));
        }
    }

    private MemoryDomain domain() throws HypervisorException {
        return host.domains.require(request.domain());
    }

    private void checkFresh() throws HypervisorException {
        MemoryDomain domain = domain();
        domain.ensureNotSaved();
        for (Map.Entry<String, Path> overlay : overlays.entrySet()) {
            if (domain.commits.containsKey(overlay.getKey())) {
                throw new HypervisorException(
                        Reason.WRONG_STATE,
                        "layers of " + overlay.getKey() + " of " + domain.name + " are being merged");
            }
            Path source = source(domain, overlay.getKey());
            Chain live = domain.live.get(overlay.getKey());
            ImageFile top = host.store.chain(source).top().file();
            if (live == null) {
                ImageStore.notInUse(source, top);
            } else if (live.top().file() != top) {
                throw new HypervisorException(
                        Reason.WRONG_STATE,
                        domain.name + " runs on " + live.top().path() + ", but its definition says " + source
                                + ". An earlier seal was interrupted: complete it first.");
            }
            if (host.store.find(overlay.getValue()).isPresent()) {
                throw new HypervisorException(
                        Reason.FAILED, overlay.getValue() + " exists already. Choose another name.");
            }
        }
    }

    private void checkInterrupted() throws HypervisorException {
        MemoryDomain domain = domain();
        domain.ensureNotSaved();
        for (Map.Entry<String, Path> overlay : overlays.entrySet()) {
            Path source = source(domain, overlay.getKey());
            if (!source.equals(overlay.getValue())
                    && host.store.find(overlay.getValue()).isPresent()) {
                Chain chain = host.store.chain(overlay.getValue());
                boolean onSource = chain.layers().size() > 1
                        && chain.layers().get(1).path().equals(source);
                if (!onSource) {
                    throw new HypervisorException(
                            Reason.DAMAGED,
                            overlay.getValue() + " does not stand on " + source + ", the disk " + overlay.getKey()
                                    + " of " + domain.name);
                }
            }
        }
    }

    private static Path source(MemoryDomain domain, String target) throws HypervisorException {
        Path source = domain.persistent.disks().get(target);
        if (source == null) {
            throw new HypervisorException(
                    Reason.FAILED,
                    domain.name + " has no disk " + target + ", only "
                            + domain.persistent.disks().keySet());
        }
        return source;
    }
}
