package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a host keeps the files that definitions name without a path.
 *
 * @param bootFiles the only folder that kernels and initial RAM disks may come from; firmware may, too
 * @param nvram the folder of the firmware variables
 * @param tpm the folder of the emulated TPMs' states
 * @param network what a network card is connected to that is new here
 */
public record HostFiles(Optional<Path> bootFiles, Path nvram, Path tpm, NetworkChoice network) {

    private static final List<String> FIRMWARE = List.of(
            "/usr/share/OVMF",
            "/usr/share/ovmf",
            "/usr/share/qemu",
            "/usr/share/AAVMF",
            "/usr/share/edk2/ovmf",
            "/usr/share/edk2/x64",
            "/usr/share/edk2-ovmf/x64",
            "/usr/share/qemu-efi-aarch64",
            "/usr/share/seabios");

    Path bootFile(String name) throws HypervisorException {
        Optional<Path> file =
                bootFiles.map(folder -> folder.resolve(plain(name))).filter(Files::isRegularFile);
        return file.orElseThrow(() -> new HypervisorException(
                Reason.UNSUPPORTED,
                "the VM boots from a kernel file '" + name + "' outside its disks, which this host lacks; put that file"
                        + " into a folder and name the folder as 'boot-files' in the [hypervisor] table"));
    }

    Path firmware(String name) throws HypervisorException {
        return Stream.concat(bootFiles.stream(), FIRMWARE.stream().map(Path::of))
                .map(folder -> folder.resolve(plain(name)))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new HypervisorException(
                        Reason.UNSUPPORTED,
                        "the VM needs the firmware '" + name + "', which this host lacks; install it (Debian: apt"
                                + " install ovmf), or put that file into a folder and name the folder as 'boot-files' in"
                                + " the [hypervisor] table"));
    }

    Path nvramOf(String domain) {
        return nvram.resolve(plain(domain + "_VARS.fd"));
    }

    /** The state of the emulated TPM of a domain. */
    public Path tpmOf(UUID domain, String version) {
        Path folder = tpm.resolve(domain.toString());
        return version.startsWith("1")
                ? folder.resolve("tpm1.2").resolve("tpm-00.permall")
                : folder.resolve("tpm2").resolve("tpm2-00.permall");
    }

    /** A name from elsewhere must not lead out of a folder. */
    private static String plain(String name) {
        return name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 ? "-" : name;
    }
}
