package io.kss.storage.smb;

import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcifs.internal.fscc.FileFsFullSizeInformation;
import jcifs.internal.fscc.FileSystemInformation;
import jcifs.internal.smb2.info.Smb2QueryDirectoryRequest;
import jcifs.internal.smb2.info.Smb2QueryInfoRequest;
import jcifs.smb.FileEntry;

/**
 * What can be asked of a share by name, on one connection, in the calling thread. Paths are within the share.
 */
record Share(Connection connection) {

    /** Something in the share, by its size and the server's time, in milliseconds since 1970, when it was last written. */
    record Entry(String name, boolean folder, long size, long lastWritten) {}

    /**
     * How often the server must say that nothing has a name. Samba looks a file up and then opens it, and answers so when
     * the file was replaced in between.
     */
    private static final int BELIEVED = 3;

    Optional<Entry> look(String path) throws IOException {
        try (RemoteFile file = found(path, RemoteFile::look)) {
            return Optional.of(new Entry(path, file.isFolder(), file.size(), file.lastWritten()));
        } catch (IOException e) {
            if (Status.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    RemoteFile reading(String path) throws IOException {
        return found(path, RemoteFile::reading);
    }

    @FunctionalInterface
    private interface Opener {

        RemoteFile open(Connection connection, String path) throws IOException;
    }

    private RemoteFile found(String path, Opener opener) throws IOException {
        for (int asked = 1; ; asked++) {
            try {
                return opener.open(connection, path);
            } catch (IOException e) {
                if (asked == BELIEVED || !Status.isMissing(e)) {
                    throw e;
                }
            }
        }
    }

    /** What is in a folder; nothing if there is none. */
    List<Entry> list(String path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (RemoteFile folder = RemoteFile.listing(connection, path)) {
            for (FileEntry[] page = page(folder, true); page.length > 0; page = page(folder, false)) {
                for (FileEntry entry : page) {
                    boolean isFolder = (entry.getAttributes() & 0x10) != 0;
                    if (!entry.getName().equals(".") && !entry.getName().equals("..")) {
                        entries.add(new Entry(entry.getName(), isFolder, entry.length(), entry.lastModified()));
                    }
                }
            }
            return entries;
        } catch (IOException e) {
            if (Status.isMissing(e)) {
                return List.of();
            }
            throw e;
        }
    }

    private FileEntry[] page(RemoteFile folder, boolean first) throws IOException {
        Requests.QueryDirectory request = new Requests.QueryDirectory(connection.config(), folder.id());
        request.setFileName("*");
        request.setFileInformationClass(Smb2QueryDirectoryRequest.FILE_BOTH_DIRECTORY_INFO);
        request.setQueryFlags(first ? Smb2QueryDirectoryRequest.SMB2_RESTART_SCANS : 0);
        FileEntry[] results = connection.send(request).getResults();
        return results == null ? new FileEntry[0] : results;
    }

    /** Makes a folder in one that is there; no error if it is there already. */
    void makeFolder(String path) throws IOException {
        RemoteFile.makingFolder(connection, path).close();
    }

    /** Deletes a file; no error if there is none. */
    void delete(String path) throws IOException {
        try (RemoteFile file = RemoteFile.deleting(connection, path)) {
            file.deleteOnClose();
        } catch (IOException e) {
            if (!Status.isMissing(e)) {
                throw e;
            }
        }
    }

    /** Brings the names in a folder to the disk, where the server can. */
    void flushFolder(String path) throws IOException {
        try (RemoteFile folder = RemoteFile.changingFolder(connection, path)) {
            folder.flush();
        }
    }

    /** The room where a path is. */
    StoreSpace space(String path) throws IOException {
        try (RemoteFile root = RemoteFile.look(connection, path)) {
            Smb2QueryInfoRequest request = new Smb2QueryInfoRequest(connection.config(), root.id());
            request.setFilesystemInfoClass(FileSystemInformation.FS_FULL_SIZE_INFO);
            FileFsFullSizeInformation room = connection.send(request).getInfo(FileFsFullSizeInformation.class);
            return new StoreSpace(room.getCapacity(), room.getFree());
        }
    }
}
