package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;

/** A saved memory image names the disks as they were: the next start would write into files that are sealed by then. */
final class ManagedSave {

    private ManagedSave() {}

    static void refuse(DomainHandle handle) throws HypervisorException {
        if (handle.managedSave()) {
            throw new HypervisorException(
                    Reason.WRONG_STATE,
                    "VM '" + handle.name()
                            + "' has a saved memory image, which belongs to its disks as they are; resume"
                            + " it with 'virsh start " + handle.name() + "' and shut it down, or drop the memory with"
                            + " 'virsh managedsave-remove " + handle.name() + "'");
        }
    }
}
