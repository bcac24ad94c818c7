package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A writable disk of a domain that lives in a file. (CD-ROMs, floppies and read-only disks are not listed: they are
 * left as they are on each host.)
 *
 * @param target the name within the domain, such as {@code vda}
 * @param source the file on top of the chain, as the persistent definition has it; absolute
 * @param liveSource the file the running process writes to, or empty if the domain is off
 * @param format {@code qcow2} or {@code raw}
 */
public record DomainDisk(String target, Path source, Optional<Path> liveSource, String format) {}
