package io.kss.core.chunk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file for each object. Written beside and renamed, so that a reader never sees half of one. */
final class DirectoryIndexCache implements IndexCache {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryIndexCache.class);

    private final Path folder;

    DirectoryIndexCache(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return failed(e);
        }
    }

    @Override
    public void write(String name, byte[] stored) {
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, ".", ".tmp");
            try {
                Files.write(beside, stored);
                Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void retain(Set<String> names) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && !names.contains(name)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private Optional<byte[]> failed(IOException e) {
        LOG.warn("The local copy of the chunk index in {} is of no use: {}", folder, e.toString());
        return Optional.empty();
    }
}
