package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A domain of a host. To be used under the host's lock. */
final class MemoryDomain {

    final String name;
    MemoryConfig persistent;
    RunState state = RunState.OFF;
    /** What the running process has open. */
    final Map<String, Chain> live = new LinkedHashMap<>();
    /** Merges of layers that go on, by target. */
    final Map<String, MemoryCommit> commits = new LinkedHashMap<>();
    /** The configuration that a saved memory image belongs to. */
    Optional<MemoryConfig> saved = Optional.empty();

    /** Whether it is held until there is room for what it writes. */
    boolean waitsForRoom;

    /** How often the move that takes it away must be asked to end before it does; 0 if there is none. */
    int leaving;

    /** What the guest remembers while it runs. */
    byte[] memory = new byte[0];
    /** The file to which its memory is being saved. */
    Optional<Path> savingTo = Optional.empty();

    final NavigableMap<String, byte[]> parts = new TreeMap<>();
    /** Parts that came with it from another host, and are written when it executes. */
    final NavigableMap<String, byte[]> incoming = new TreeMap<>();

    final List<String> obstacles = new ArrayList<>();
    final List<Display> displays = new ArrayList<>();
    boolean guestAgent;
    boolean ignoresShutdown;

    MemoryDomain(String name, MemoryConfig persistent) {
        this.name = name;
        this.persistent = persistent;
    }

    Domain describe(ImageStore store) {
        List<DomainDisk> disks = new ArrayList<>();
        persistent.disks().forEach((target, source) -> {
            Optional<Path> liveSource = Optional.ofNullable(live.get(target))
                    .map(chain -> chain.top().path());
            String format = store.find(source).map(file -> file.format).orElse("qcow2");
            disks.add(new DomainDisk(target, source, liveSource, format));
        });
        return new Domain(
                name,
                persistent.uuid(),
                state,
                saved.isPresent(),
                disks,
                persistent.definition(),
                List.copyOf(parts.keySet()),
                obstacles);
    }

    /** Opens all disks, or none. */
    void powerOn(ImageStore store, MemoryConfig config) throws HypervisorException {
        if (state.active()) {
            throw new HypervisorException(Reason.WRONG_STATE, name + " runs already");
        }
        try {
            for (Map.Entry<String, Path> disk : config.disks().entrySet()) {
                live.put(disk.getKey(), open(store, disk.getValue()));
            }
        } catch (HypervisorException e) {
            closeAll();
            throw e;
        }
        saved = Optional.empty();
        state = RunState.RUNNING;
    }

    /** Whether its process writes to one of these files. */
    boolean isOn(Collection<Path> files) {
        return live.values().stream()
                .anyMatch(chain -> files.contains(chain.top().path()));
    }

    /** A process that was held goes on. */
    void execute() {
        if (state == RunState.HELD) {
            state = RunState.RUNNING;
            waitsForRoom = false;
            parts.putAll(incoming);
            incoming.clear();
        }
    }

    void powerOff() {
        waitsForRoom = false;
        incoming.clear();
        List.copyOf(commits.values()).forEach(MemoryCommit::breakOff);
        closeAll();
        memory = new byte[0];
        savingTo = Optional.empty();
        state = RunState.OFF;
    }

    void save() throws HypervisorException {
        if (!state.active()) {
            throw new HypervisorException(Reason.WRONG_STATE, name + " does not run");
        }
        Map<String, Path> disks = new LinkedHashMap<>();
        live.forEach((target, chain) -> disks.put(target, chain.top().path()));
        saved = Optional.of(persistent.withDisks(disks));
        powerOff();
    }

    /** The running process writes to other files from now on: all of them, or none. */
    void switchTo(ImageStore store, Map<String, Path> overlays) throws HypervisorException {
        Map<String, Chain> old = new LinkedHashMap<>(live);
        old.keySet().retainAll(overlays.keySet());
        Map<String, Chain> opened = new LinkedHashMap<>();
        old.values().forEach(this::close);
        try {
            for (String target : old.keySet()) {
                opened.put(target, open(store, Objects.requireNonNull(overlays.get(target))));
            }
        } catch (HypervisorException e) {
            opened.values().forEach(this::close);
            old.values().forEach(this::hold);
            throw e;
        }
        live.putAll(opened);
    }

    void ensureOff() throws HypervisorException {
        if (state.active()) {
            throw new HypervisorException(Reason.WRONG_STATE, name + " runs. Shut it down first.");
        }
    }

    void ensureNotSaved() throws HypervisorException {
        if (saved.isPresent()) {
            throw new HypervisorException(
                    Reason.WRONG_STATE,
                    name
                            + " has a managed save, which belongs to its present disks. Start it once, or remove the save.");
        }
    }

    private Chain open(ImageStore store, Path path) throws HypervisorException {
        Chain chain = store.chain(path);
        for (Chain.Layer layer : chain.layers()) {
            ImageStore.notInUse(layer.path(), layer.file());
        }
        store.claim(path, this);
        hold(chain);
        return chain;
    }

    private void hold(Chain chain) {
        chain.top().file().writer = this;
        below(chain).forEach(layer -> layer.file().readers++);
    }

    private void close(Chain chain) {
        ImageStore.release(chain.top().file(), this);
        below(chain).forEach(layer -> layer.file().readers--);
    }

    private void closeAll() {
        live.values().forEach(this::close);
        live.clear();
    }

    private static List<Chain.Layer> below(Chain chain) {
        return chain.layers().subList(1, chain.layers().size());
    }
}
