package io.kss.storage.smb;

import java.io.IOException;
import jcifs.internal.fscc.FileRenameInformation2;
import jcifs.internal.smb2.create.Smb2CloseRequest;
import jcifs.internal.smb2.create.Smb2CreateRequest;
import jcifs.internal.smb2.create.Smb2CreateResponse;

/**
 * A file or folder that is open on the server, under one handle. Every method is one request. Paths are within the share,
 * with backslashes. Thread-safe.
 */
final class RemoteFile implements AutoCloseable {

    /** The most that fits: jcifs counts a message that it sends in 16 bits, header included. Whole pages. */
    static final int LARGEST_WRITE = 60 << 10;

    /** The most that costs one credit, of which jcifs never spends two. */
    static final int LARGEST_READ = 64 << 10;

    private static final int READ_DATA = 0x1;
    private static final int WRITE_DATA = 0x2;
    private static final int READ_ATTRIBUTES = 0x80;
    private static final int DELETE = 0x10000;
    private static final int SYNCHRONIZE = 0x100000;

    private static final int SHARE_NONE = 0;
    private static final int SHARE_READ = Smb2CreateRequest.FILE_SHARE_READ;
    private static final int SHARE_ALL =
            SHARE_READ | Smb2CreateRequest.FILE_SHARE_WRITE | Smb2CreateRequest.FILE_SHARE_DELETE;
    private static final int FILE = Smb2CreateRequest.FILE_NON_DIRECTORY_FILE;
    private static final int FOLDER = Smb2CreateRequest.FILE_DIRECTORY_FILE;

    private final Connection connection;
    private final byte[] id;
    private final Smb2CreateResponse found;

    private RemoteFile(Connection connection, Smb2CreateResponse found) {
        this.connection = connection;
        this.id = found.getFileId();
        this.found = found;
    }

    private static RemoteFile open(
            Connection connection, String path, int access, int share, int disposition, int options)
            throws IOException {
        Requests.Create request = new Requests.Create(connection.config(), path);
        request.setDesiredAccess(access | SYNCHRONIZE);
        request.setShareAccess(share);
        request.setCreateDisposition(disposition);
        request.setCreateOptions(options);
        return new RemoteFile(connection, connection.send(request));
    }

    /** Opens whatever is there, to look at it only. */
    static RemoteFile look(Connection connection, String path) throws IOException {
        return open(connection, path, READ_ATTRIBUTES, SHARE_ALL, Smb2CreateRequest.FILE_OPEN, 0);
    }

    /** Opens a file to read; it may meanwhile be replaced or deleted. */
    static RemoteFile reading(Connection connection, String path) throws IOException {
        return open(connection, path, READ_DATA | READ_ATTRIBUTES, SHARE_ALL, Smb2CreateRequest.FILE_OPEN, FILE);
    }

    /** Makes a file that nobody else can delete or write until it is closed. */
    static RemoteFile creating(Connection connection, String path) throws IOException {
        int access = WRITE_DATA | READ_ATTRIBUTES | DELETE;
        return open(connection, path, access, SHARE_READ, Smb2CreateRequest.FILE_CREATE, FILE);
    }

    /** Opens a file, made when missing, that nobody else can open until it is closed. */
    static RemoteFile locking(Connection connection, String path) throws IOException {
        return open(connection, path, WRITE_DATA, SHARE_NONE, Smb2CreateRequest.FILE_OPEN_IF, FILE);
    }

    /** Opens a file in order to delete it. */
    static RemoteFile deleting(Connection connection, String path) throws IOException {
        return open(connection, path, DELETE, SHARE_ALL, Smb2CreateRequest.FILE_OPEN, FILE);
    }

    /** Opens a folder to list it. */
    static RemoteFile listing(Connection connection, String path) throws IOException {
        return open(connection, path, READ_DATA | READ_ATTRIBUTES, SHARE_ALL, Smb2CreateRequest.FILE_OPEN, FOLDER);
    }

    /** Opens a folder, made when missing. */
    static RemoteFile makingFolder(Connection connection, String path) throws IOException {
        return open(connection, path, READ_ATTRIBUTES, SHARE_ALL, Smb2CreateRequest.FILE_OPEN_IF, FOLDER);
    }

    /** Opens a folder so that it can be flushed. */
    static RemoteFile changingFolder(Connection connection, String path) throws IOException {
        return open(connection, path, WRITE_DATA, SHARE_ALL, Smb2CreateRequest.FILE_OPEN, FOLDER);
    }

    Connection connection() {
        return connection;
    }

    byte[] id() {
        return id;
    }

    boolean isFolder() {
        return (found.getFileAttributes() & 0x10) != 0;
    }

    /** Its size in bytes when it was opened. */
    long size() {
        return found.getEndOfFile();
    }

    /** Milliseconds since 1970, by the server's clock. */
    long lastWritten() {
        return found.getLastWriteTime();
    }

    /** Reads up to so many bytes; 0 at the end. */
    int read(long offset, byte[] target, int at, int count) throws IOException {
        Requests.Read request = new Requests.Read(connection.config(), id, target, at);
        request.setOffset(offset);
        request.setReadLength(count);
        try {
            return connection.send(request).getDataLength();
        } catch (IOException e) {
            if (Status.is(e, Status.END_OF_FILE)) {
                return 0;
            }
            throw e;
        }
    }

    /** Writes up to so many bytes and tells how many. */
    int write(long offset, byte[] bytes, int from, int count) throws IOException {
        Requests.Write request = new Requests.Write(connection.config(), id);
        request.setOffset(offset);
        request.setData(bytes, from, count);
        return connection.send(request).getCount();
    }

    /** Brings what was written to the disk. */
    void flush() throws IOException {
        connection.send(new Requests.Flush(connection.config(), id));
    }

    void rename(String path, boolean replace) throws IOException {
        set(new FileRenameInformation2(path, replace));
    }

    /** Gives it a second name, unless that is taken. */
    void link(String path) throws IOException {
        set(new LinkInformation(path));
    }

    /** Removes the name by which it was opened when it is closed. */
    void deleteOnClose() throws IOException {
        Requests.SetInfo request = new Requests.SetInfo(connection.config(), id);
        request.setFileInformation(new DeleteInformation());
        connection.send(request);
    }

    private void set(FileRenameInformation2 information) throws IOException {
        Requests.SetInfo request = new Requests.SetInfo(connection.config(), id);
        request.setFileInformation(information);
        connection.send(request);
    }

    @Override
    public void close() throws IOException {
        if (connection.isUsable()) {
            connection.send(new Smb2CloseRequest(connection.config(), id));
        }
    }

    /** As a rename that replaces nothing, by another number: MS-FSCC gives both one form. */
    private static final class LinkInformation extends FileRenameInformation2 {

        private static final byte FILE_LINK_INFO = 11;

        LinkInformation(String path) {
            super(path, false);
        }

        @Override
        public byte getFileInformationLevel() {
            return FILE_LINK_INFO;
        }
    }
}
