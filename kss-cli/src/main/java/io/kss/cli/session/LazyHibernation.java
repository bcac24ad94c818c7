package io.kss.cli.session;

import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.InputStream;
import java.nio.file.Path;

/** What saves memory in a hypervisor that is connected to when that is first asked for. */
final class LazyHibernation implements Hibernation {

    private final HypervisorConnection connection;

    LazyHibernation(HypervisorConnection connection) {
        this.connection = connection;
    }

    private Hibernation hibernation() throws HypervisorException {
        return connection
                .get()
                .hibernation()
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Reason.UNSUPPORTED, "this hypervisor can't save the memory of VMs"));
    }

    @Override
    public void save(String domain, Path file, SaveProgress progress) throws HypervisorException {
        hibernation().save(domain, file, progress);
    }

    @Override
    public void cancelSaving(String domain) throws HypervisorException {
        hibernation().cancelSaving(domain);
    }

    @Override
    public boolean isComplete(Path file) throws HypervisorException {
        return hibernation().isComplete(file);
    }

    @Override
    public InputStream read(Path file) throws HypervisorException {
        return hibernation().read(file);
    }

    @Override
    public LayerWriter fill(Path file, long size) throws HypervisorException {
        return hibernation().fill(file, size);
    }

    @Override
    public void restore(String domain, Path file) throws HypervisorException {
        hibernation().restore(domain, file);
    }

    @Override
    public void resume(String domain) throws HypervisorException {
        hibernation().resume(domain);
    }
}
