package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The guest in a domain of a {@link MemoryHost}. It reads and writes only while the domain runs
 * ({@link IllegalStateException} otherwise).
 */
public final class MemoryGuest {

    private final MemoryHost host;
    private final String domain;

    MemoryGuest(MemoryHost host, String domain) {
        this.host = host;
        this.domain = domain;
    }

    /** Writes, durably. */
    public void write(String target, long offset, byte[] bytes) throws HypervisorException {
        synchronized (host.lock) {
            Chain disk = disk(target);
            host.files().put(disk.top().path(), disk.top().file(), offset, bytes);
        }
    }

    /** Discards, after which the range reads as zeroes. */
    public void discard(String target, long offset, long length) throws HypervisorException {
        synchronized (host.lock) {
            host.files().clear(disk(target).top().file(), offset, length);
        }
    }

    /** Reads. */
    public byte[] read(String target, long offset, int length) throws HypervisorException {
        synchronized (host.lock) {
            return disk(target).read(offset, length);
        }
    }

    /** All of a disk: as the guest sees it if the domain is active, else as it would after the next start. */
    public byte[] content(String target) throws HypervisorException {
        synchronized (host.lock) {
            Chain chain = chain(target);
            return chain.read(0, Math.toIntExact(chain.size()));
        }
    }

    /** SHA-256 of {@link #content} in hexadecimal, for disks of any size. */
    public String contentHash(String target) throws HypervisorException {
        synchronized (host.lock) {
            return MemoryFiles.hash(chain(target));
        }
    }

    /** Keeps something in its memory, which is gone as soon as the domain is off; the domain must run. */
    public void remember(byte[] what) throws HypervisorException {
        host.change(domain, it -> {
            if (it.state != RunState.RUNNING) {
                throw new IllegalStateException("the guest in " + domain + " can't do anything: it is " + it.state);
            }
            it.memory = what.clone();
        });
    }

    /** What it has in its memory; nothing since the domain was last started. */
    public byte[] remembered() throws HypervisorException {
        synchronized (host.lock) {
            return host.domains.require(domain).memory.clone();
        }
    }

    /** The firmware changes its variables. */
    public void changeNvram(byte[] content) throws HypervisorException {
        host.change(domain, it -> it.parts.put("nvram", content.clone()));
    }

    /** Whether a guest agent runs that freezes file systems when asked. Not unless told. */
    public void hasAgent(boolean agent) throws HypervisorException {
        host.change(domain, it -> it.guestAgent = agent);
    }

    /** Whether it does not react to the power button. It does unless told. */
    public void ignoresShutdown(boolean ignores) throws HypervisorException {
        host.change(domain, it -> it.ignoresShutdown = ignores);
    }

    private Chain disk(String target) throws HypervisorException {
        RunState state = host.domains.require(domain).state;
        if (state != RunState.RUNNING) {
            throw new IllegalStateException("the guest in " + domain + " can't do anything: it is " + state);
        }
        return chain(target);
    }

    private Chain chain(String target) throws HypervisorException {
        MemoryDomain it = host.domains.require(domain);
        Chain live = it.live.get(target);
        Path source = it.persistent.disks().get(target);
        return live != null ? live : host.store.chain(Objects.requireNonNull(source, target));
    }
}
