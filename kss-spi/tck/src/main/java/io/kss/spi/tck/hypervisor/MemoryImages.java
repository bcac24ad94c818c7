package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The image files of a {@link MemoryHost}, as one process sees them. */
final class MemoryImages implements DiskImages {

    private final KssProcess process;
    private final ImageStore store;

    MemoryImages(KssProcess process, ImageStore store) {
        this.process = process;
        this.store = store;
    }

    @Override
    public boolean exists(Path file) throws HypervisorException {
        return process.step("exists " + file, () -> store.find(file).isPresent());
    }

    @Override
    public ImageInfo info(Path file) throws HypervisorException {
        return process.step("info " + file, () -> store.info(file));
    }

    @Override
    public List<ImageInfo> chain(Path top) throws HypervisorException {
        return process.step("chain " + top, () -> {
            List<ImageInfo> result = new ArrayList<>();
            for (Chain.Layer layer : store.chain(top).layers()) {
                result.add(store.info(layer.path()));
            }
            return result;
        });
    }

    @Override
    public Fingerprint fingerprint(Path file) throws HypervisorException {
        return process.step("fingerprint " + file, () -> store.fingerprint(store.require(file)));
    }

    @Override
    public boolean holdsData(Path file) throws HypervisorException {
        return process.step("holdsData " + file, () -> {
            store.info(file);
            ImageFile image = store.require(file);
            return !image.content.isEmpty() || image.pending > 0;
        });
    }

    @Override
    public boolean inUse(Path file) throws HypervisorException {
        return process.step("inUse " + file, () -> store.require(file).writer != null);
    }

    @Override
    public LayerReader openLayer(Path top, Optional<Path> below) throws HypervisorException {
        return process.step("openLayer " + top, () -> {
            Chain chain = store.chain(top);
            ImageStore.notInUse(top, chain.top().file());
            List<Path> paths = chain.layers().stream().map(Chain.Layer::path).toList();
            int depth = below.map(paths::indexOf).orElse(paths.size());
            if (depth < 1) {
                throw new HypervisorException(
                        Reason.DAMAGED, top + " does not stand on " + below.orElse(top) + ", but on " + paths);
            }
            return new MemoryLayerReader(process, chain, depth);
        });
    }

    @Override
    public void createOverlay(Path file, Path backing) throws HypervisorException {
        process.change("createOverlay " + file, () -> overlay(store, file, backing));
    }

    static void overlay(ImageStore store, Path file, Path backing) throws HypervisorException {
        store.create(file, "qcow2", store.chain(backing).size(), Optional.of(backing));
    }

    @Override
    public LayerWriter createLayer(Path file, long size, Optional<Path> backing) throws HypervisorException {
        return process.step("createLayer " + file, () -> {
            if (backing.isPresent()) {
                store.chain(backing.get());
            }
            store.create(file, "qcow2", size, backing).durable = false;
            return open(file);
        });
    }

    @Override
    public LayerWriter resumeLayer(Path file) throws HypervisorException {
        return process.step("resumeLayer " + file, () -> {
            store.chain(file);
            return open(file);
        });
    }

    private LayerWriter open(Path path) throws HypervisorException {
        MemoryLayerWriter writer = new MemoryLayerWriter(process, store, path);
        process.writers.add(writer);
        return writer;
    }

    @Override
    public void makeReadOnly(Path file) throws HypervisorException {
        process.change("makeReadOnly " + file, () -> {
            ImageFile image = store.require(file);
            ImageStore.notInUse(file, image);
            image.durable = true;
            if (!image.readOnly) {
                image.readOnly = true;
                store.touched(image);
            }
        });
    }

    @Override
    public void rename(Path from, Path to) throws HypervisorException {
        process.change("rename " + from, () -> {
            ImageFile image = store.require(from);
            ImageStore.notInUse(from, image);
            if (!Objects.equals(to.getParent(), from.getParent())) {
                throw new HypervisorException(Reason.FAILED, from + " can't be renamed into another folder: " + to);
            }
            if (store.find(to).isPresent()) {
                throw new HypervisorException(
                        Reason.FAILED, from + " can't be renamed: " + to + " exists already. Choose another name.");
            }
            store.files.remove(from);
            store.files.put(to, image);
            store.touched(image);
        });
    }

    @Override
    public void delete(Path file) throws HypervisorException {
        process.change("delete " + file, () -> {
            Optional<ImageFile> image = store.find(file);
            if (image.isPresent()) {
                ImageStore.notInUse(file, image.get());
                store.files.remove(file);
            }
        });
    }

    @Override
    public List<Path> list(Path folder) throws HypervisorException {
        return process.step(
                "list " + folder,
                () -> store.files.entrySet().stream()
                        .filter(file -> folder.equals(file.getKey().getParent()))
                        .filter(file -> !file.getValue().format.equals("memory"))
                        .map(file -> file.getKey())
                        .toList());
    }

    @Override
    public long freeSpace(Path folder) throws HypervisorException {
        return process.step("freeSpace " + folder, store::room);
    }
}
