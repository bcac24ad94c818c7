package io.kss.libvirt.image;

import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder that holds image files. */
final class ImageFolder {

    private static final Set<String> ENDINGS = Set.of("qcow2", "raw", "img");

    private ImageFolder() {}

    static List<Path> list(Path folder) throws HypervisorException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.toAbsolutePath())) {
            return files.filter(ImageFolder::isImage).sorted().collect(Collectors.toUnmodifiableList());
        } catch (IOException e) {
            throw Failures.of("can't list folder '" + folder + "'", e);
        }
    }

    static long freeSpace(Path folder) throws HypervisorException {
        try {
            Files.createDirectories(folder);
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw Failures.of("can't tell the free space of '" + folder + "'", e);
        }
    }

    private static boolean isImage(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0
                && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                && Files.isRegularFile(file);
    }
}
