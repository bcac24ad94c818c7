package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.hypervisor.RunState;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Saves what guests remember. A save takes two steps, between which the guest stands still; one whose process dies there may
 * come to its end all the same. Restoring with other disks than those of the save is an {@link AssertionError}: a real guest
 * would destroy its file systems without anybody noticing.
 */
final class MemoryHibernation implements Hibernation {

    private static final String FORMAT = "memory";

    private final MemoryHost host;
    private final KssProcess process;

    MemoryHibernation(MemoryHost host, KssProcess process) {
        this.host = host;
        this.process = process;
    }

    @Override
    public void save(String domain, Path file, SaveProgress progress) throws HypervisorException {
        process.change("save " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            if (target.state != RunState.RUNNING) {
                throw new HypervisorException(Reason.WRONG_STATE, domain + " is " + target.state + ", not running");
            }
            long size = MemoryImage.of(target).bytes().length;
            host.store.needRoom(file, size);
            ImageFile unused = host.store.create(file, FORMAT, size, Optional.empty());
            target.state = RunState.HELD;
            target.savingTo = Optional.of(file);
        });
        progress.saved(1, 2);
        process.change("save:end " + domain, () -> end(host.domains.require(domain)));
    }

    private void end(MemoryDomain domain) throws HypervisorException {
        Path path = domain.savingTo.orElseThrow();
        ImageFile file = host.store.require(path);
        file.content.write(0, MemoryImage.of(domain).bytes());
        host.store.written(file);
        domain.powerOff();
        host.report(domain);
    }

    @Override
    public void cancelSaving(String domain) throws HypervisorException {
        process.change("save:cancel " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            if (target.savingTo.isPresent() && host.random.nextBoolean()) {
                end(target);
            } else if (target.savingTo.isPresent()) {
                target.savingTo = Optional.empty();
                target.state = RunState.RUNNING;
            }
        });
    }

    @Override
    public boolean isComplete(Path file) throws HypervisorException {
        return process.step(
                "save:look " + file,
                () -> host.store
                        .find(file)
                        .map(found -> MemoryImage.isOne(content(found)))
                        .orElse(false));
    }

    @Override
    public InputStream read(Path file) throws HypervisorException {
        return process.step("save:read " + file, () -> new ByteArrayInputStream(content(host.store.require(file))));
    }

    @Override
    public LayerWriter fill(Path file, long size) throws HypervisorException {
        return process.step("save:fill " + file, () -> {
            if (host.store.find(file).isEmpty()) {
                host.store.create(file, FORMAT, size, Optional.empty()).durable = false;
            }
            MemoryLayerWriter writer = new MemoryLayerWriter(process, host.store, file);
            process.writers.add(writer);
            return writer;
        });
    }

    @Override
    public void restore(String domain, Path file) throws HypervisorException {
        process.change("restore " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            target.ensureOff();
            target.ensureNotSaved();
            byte[] content = content(host.store.require(file));
            if (!MemoryImage.isOne(content)) {
                throw new HypervisorException(Reason.DAMAGED, file + " is not complete");
            }
            MemoryImage image = MemoryImage.parse(content);
            if (!image.hardware().equals(target.persistent.hardware())) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED, domain + " is another machine than the one that was saved in " + file);
            }
            target.powerOn(host.store, target.persistent);
            target.state = RunState.HELD;
            target.memory = image.memory();
            if (!Arrays.equals(image.disks(), MemoryImage.of(target).disks())) {
                throw new AssertionError(domain + " would go on with other disks than those it was saved with");
            }
        });
    }

    @Override
    public void resume(String domain) throws HypervisorException {
        process.change("resume " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            if (target.state == RunState.HELD) {
                target.state = RunState.RUNNING;
                host.report(target);
            }
        });
    }

    private static byte[] content(ImageFile file) {
        byte[] bytes = new byte[Math.toIntExact(file.size)];
        file.content.within(0, file.size).forEach(run -> run.copyTo(bytes, 0));
        return bytes;
    }
}
