package io.kss.libvirt;

import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostFiles;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.FileStatus;
import io.kss.libvirt.os.ReplacedFile;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What belongs to a machine's state besides its disks: the firmware's variables and the emulated TPM's memory. */
final class Parts {

    private static final String NVRAM = "nvram";
    private static final String TPM = "tpm";

    private final HostFiles files;

    Parts(HostFiles files) {
        this.files = files;
    }

    /** Those that exist. One that can't be looked at exists: leaving it out would lose it. */
    List<String> of(DomainXml domain) {
        return places(domain).entrySet().stream()
                .filter(entry -> mayExist(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    InputStream read(String name, DomainXml domain, String part) throws HypervisorException {
        Path file = place(name, domain, part);
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw Failures.of("can't read the " + part + " of VM '" + name + "' in '" + file + "'", e);
        }
    }

    void write(String name, DomainXml domain, String part, InputStream content) throws HypervisorException {
        Path file = place(name, domain, part);
        try {
            ReplacedFile.write(file, content);
        } catch (IOException e) {
            throw Failures.of("can't write the " + part + " of VM '" + name + "' to '" + file + "'", e);
        }
    }

    private Path place(String name, DomainXml domain, String part) throws HypervisorException {
        Path place = places(domain).get(part);
        if (place == null) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "VM '" + name + "' has no part '" + part + "' by its definition here; upgrade kss if another host's"
                            + " version knows it");
        }
        return place;
    }

    private SortedMap<String, Path> places(DomainXml domain) {
        SortedMap<String, Path> places = new TreeMap<>();
        domain.nvram().ifPresent(file -> places.put(NVRAM, file));
        Optional<String> tpm = domain.tpmVersion();
        tpm.ifPresent(version -> places.put(TPM, files.tpmOf(domain.uuid(), version)));
        return places;
    }

    private static boolean mayExist(Path file) {
        try {
            FileStatus.of(file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
