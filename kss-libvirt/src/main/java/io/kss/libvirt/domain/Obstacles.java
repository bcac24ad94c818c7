package io.kss.libvirt.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** What in a domain's XML keeps it from being carried between hosts. */
final class Obstacles {

    private Obstacles() {}

    static List<String> of(Element domain) {
        List<String> found = new ArrayList<>();
        for (Disk disk : Disk.of(domain)) {
            disk(disk, found);
        }
        if (Disk.of(domain).stream().noneMatch(Disk::carried)) {
            found.add("it has no disk in a file; give it one with 'virsh edit'");
        }
        Xml.child(domain, "devices").ifPresent(devices -> devices(devices, found));
        if (Xml.child(domain, "launchSecurity").isPresent()) {
            found.add("its memory is encrypted for this host's processor (launchSecurity); remove that with 'virsh"
                    + " edit'");
        }
        return List.copyOf(found);
    }

    private static void disk(Disk disk, List<String> found) {
        String name = "disk " + disk.target();
        if (disk.fixed()) {
            return;
        }
        if (disk.device().equals("lun")) {
            found.add(name + " passes a SCSI device of this host through; attach it as an image file");
        } else if (!disk.type().equals("file")) {
            found.add(name + " is of type '" + disk.type() + "', not a file; copy it into an image file with 'qemu-img"
                    + " convert' and change the definition, or make it read-only");
        } else if (disk.file().isEmpty()) {
            found.add(name + " has no source; give it an image file");
        } else if (!disk.format().equals("qcow2") && !disk.format().equals("raw")) {
            found.add(name + " is of format '" + disk.format() + "'; convert it with 'qemu-img convert -O qcow2'");
        }
        if (disk.has("shareable")) {
            found.add(name + " is shared with other VMs; remove <shareable/> with 'virsh edit'");
        }
        if (disk.has("transient")) {
            found.add(name + " forgets its changes at every stop; remove <transient/> with 'virsh edit'");
        }
        if (disk.has("encryption")
                || Xml.find(disk.element(), "source", "encryption").isPresent()) {
            found.add(name + " is encrypted by QEMU, whose key kss can't carry; encrypt inside the guest instead");
        }
        if (disk.has("mirror")) {
            found.add(name + " is being copied by libvirt; wait for the job or end it with 'virsh blockjob --abort'");
        }
        if (Xml.find(disk.element(), "source", "reservations").isPresent()) {
            found.add(name + " uses persistent reservations; remove <reservations> with 'virsh edit'");
        }
        if (Xml.find(disk.element(), "source", "slices").isPresent()) {
            found.add(name + " is a slice of a file; copy it into a file of its own with 'qemu-img convert'");
        }
    }

    private static void devices(Element devices, List<String> found) {
        for (Element device : Xml.children(devices, "hostdev")) {
            if (device.getAttribute("type").equals("scsi")
                    || device.getAttribute("mode").equals("capabilities")) {
                found.add("it uses a disk of this host directly (hostdev); detach it with 'virsh detach-device'");
            }
        }
        for (Element tpm : Xml.children(devices, "tpm")) {
            Optional<Element> backend = Xml.child(tpm, "backend");
            if (backend.isEmpty() || !backend.get().getAttribute("type").equals("emulator")) {
                found.add("it uses this host's TPM; give it an emulated one (backend type='emulator') or none");
            } else if (Xml.child(backend.get(), "encryption").isPresent()
                    || Xml.child(backend.get(), "source").isPresent()) {
                found.add("its emulated TPM keeps its state encrypted or in a place of its own; use the defaults");
            }
        }
        for (Element memory : Xml.children(devices, "memory")) {
            if (memory.getAttribute("model").contains("nvdimm")
                    || memory.getAttribute("model").contains("pmem")) {
                found.add("it has a persistent memory device, whose content kss does not carry; remove it");
            }
        }
    }
}
