package io.kss.cli.product;

import io.kss.core.simulation.SimulatedStore;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.HashMap;
import java.util.Map;

/** The store of a simulated world on a real server: hosts reach it by connections that are cut now and then. */
final class ServedStore implements SimulatedStore, AutoCloseable {

    private static final long BYTES_BETWEEN_CUTS = 100_000;

    private final Nas nas;
    private final String name;
    private final StorageBackend undisturbed;
    private final Map<String, StorageBackend> connections = new HashMap<>();

    ServedStore(Nas nas, String name, long seed) throws Exception {
        this.nas = nas;
        this.name = name;
        this.undisturbed = nas.open(name, false);
        nas.proxy().cutAtRandom(seed, BYTES_BETWEEN_CUTS);
    }

    @Override
    public synchronized StorageBackend connect(String host) throws StorageException {
        StorageBackend known = connections.get(host);
        if (known == null) {
            known = opened();
            connections.put(host, known);
        }
        return known;
    }

    private StorageBackend opened() throws StorageException {
        try {
            return nas.open(name, true);
        } catch (StorageException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public StorageBackend asItIs() {
        return undisturbed;
    }

    /** A server's listings do not lag. */
    @Override
    public void listingsLag(int operations, long seed) {}

    @Override
    public void calm() {
        nas.proxy().cutNoMore();
    }

    @Override
    public void close() throws StorageException {
        for (StorageBackend connection : connections.values()) {
            connection.close();
        }
        undisturbed.close();
    }
}
