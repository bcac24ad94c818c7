package io.kss.core.operation;

import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.UploadRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Records in files of the state folder. */
public final class FileTransferRecords implements TransferRecords {

    private final Path root;

    public FileTransferRecords(Path root) {
        this.root = root;
    }

    @Override
    public UploadRecord upload(String key) throws IOException {
        return UploadRecord.file(prepared(key));
    }

    @Override
    public DownloadRecord download(String key, String purpose) throws IOException {
        return DownloadRecord.file(prepared(key), purpose);
    }

    @Override
    public void forget(String prefix) throws IOException {
        Path sample = root.resolve(prefix);
        Path folder = sample.getParent();
        String beginning = String.valueOf(sample.getFileName());
        List<Path> found;
        try (Stream<Path> files = Files.list(folder == null ? root : folder)) {
            found = files.filter(file -> String.valueOf(file.getFileName()).startsWith(beginning))
                    .toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : found) {
            Files.deleteIfExists(file);
        }
    }

    private Path prepared(String key) throws IOException {
        Path file = root.resolve(key);
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return file;
    }
}
