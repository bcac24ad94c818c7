package io.kss.cli.session;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The disk images of a hypervisor that is connected to when it is first needed. Thread-safe. */
final class LazyDiskImages implements DiskImages {

    private final HypervisorConnection connection;

    LazyDiskImages(HypervisorConnection connection) {
        this.connection = connection;
    }

    private DiskImages images() throws HypervisorException {
        return connection.get().images();
    }

    @Override
    public boolean exists(Path file) throws HypervisorException {
        return images().exists(file);
    }

    @Override
    public ImageInfo info(Path file) throws HypervisorException {
        return images().info(file);
    }

    @Override
    public List<ImageInfo> chain(Path top) throws HypervisorException {
        return images().chain(top);
    }

    @Override
    public Fingerprint fingerprint(Path file) throws HypervisorException {
        return images().fingerprint(file);
    }

    @Override
    public boolean holdsData(Path file) throws HypervisorException {
        return images().holdsData(file);
    }

    @Override
    public boolean inUse(Path file) throws HypervisorException {
        return images().inUse(file);
    }

    @Override
    public LayerReader openLayer(Path top, Optional<Path> below) throws HypervisorException {
        return images().openLayer(top, below);
    }

    @Override
    public void createOverlay(Path file, Path backing) throws HypervisorException {
        images().createOverlay(file, backing);
    }

    @Override
    public LayerWriter createLayer(Path file, long size, Optional<Path> backing) throws HypervisorException {
        return images().createLayer(file, size, backing);
    }

    @Override
    public LayerWriter resumeLayer(Path file) throws HypervisorException {
        return images().resumeLayer(file);
    }

    @Override
    public void makeReadOnly(Path file) throws HypervisorException {
        images().makeReadOnly(file);
    }

    @Override
    public void rename(Path from, Path to) throws HypervisorException {
        images().rename(from, to);
    }

    @Override
    public void delete(Path file) throws HypervisorException {
        images().delete(file);
    }

    @Override
    public List<Path> list(Path folder) throws HypervisorException {
        return images().list(folder);
    }

    @Override
    public long freeSpace(Path folder) throws HypervisorException {
        return images().freeSpace(folder);
    }
}
