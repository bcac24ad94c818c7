package io.kss.storage.sftp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;

/** Reads what is in folders, several at once, because each question costs a round trip. */
final class FolderReader {

    private final SftpSession session;
    private final SftpChannel channel;
    private final String folder;
    private final SftpChannel.Pending opened;
    private final List<Entry> entries = new ArrayList<>();
    private byte[] handle = new byte[0];
    private boolean complete;

    /** Something in a folder. */
    record Entry(String folder, String name, FileAttributes attributes) {

        String path() {
            return folder + "/" + name;
        }
    }

    private FolderReader(SftpSession session, String folder) throws IOException {
        this.session = session;
        this.channel = session.channel();
        this.folder = folder;
        this.opened = channel.send(session.named(PacketType.OPENDIR, folder));
    }

    /** What is in one folder. */
    static List<Entry> read(SftpSession session, String folder) throws IOException {
        return read(session, List.of(folder));
    }

    /** What is in some folders. One that is gone, or is none, has nothing in it. */
    static List<Entry> read(SftpSession session, List<String> folders) throws IOException {
        List<FolderReader> readers = new ArrayList<>();
        for (String folder : folders) {
            readers.add(new FolderReader(session, folder));
        }
        try {
            for (FolderReader reader : readers) {
                reader.awaitOpened();
            }
            while (!readers.stream().allMatch(reader -> reader.complete)) {
                readOn(readers.stream().filter(reader -> !reader.complete).toList());
            }
        } finally {
            for (FolderReader reader : readers) {
                reader.close();
            }
        }
        List<Entry> all = new ArrayList<>();
        readers.forEach(reader -> all.addAll(reader.entries));
        return all;
    }

    private static void readOn(List<FolderReader> readers) throws IOException {
        List<SftpChannel.Pending> answers = new ArrayList<>();
        for (FolderReader reader : readers) {
            answers.add(reader.channel.send(
                    reader.channel.request(PacketType.READDIR).putBytes(reader.handle)));
        }
        for (int i = 0; i < answers.size(); i++) {
            FolderReader reader = readers.get(i);
            reader.take(reader.channel.await(answers.get(i)));
        }
    }

    private void awaitOpened() throws IOException {
        try {
            handle = session.handle(opened);
        } catch (Refused e) {
            if (!e.notFound() && !isNoFolder()) {
                throw e;
            }
            complete = true;
        }
    }

    private boolean isNoFolder() throws IOException {
        return session.look(folder)
                .filter(there -> !SftpSession.isObject(there))
                .isEmpty();
    }

    private void take(Response response) throws IOException {
        if (response.getType() == PacketType.STATUS) {
            Refused end = SftpChannel.refusal(response);
            if (end.code() != StatusCode.EOF) {
                throw end;
            }
            complete = true;
            return;
        }
        for (int left = response.readUInt32AsInt(); left > 0; left--) {
            String name = response.readString();
            response.readString();
            FileAttributes attributes = response.readFileAttributes();
            if (!name.equals(".") && !name.equals("..")) {
                entries.add(new Entry(folder, name, attributes));
            }
        }
    }

    private void close() throws IOException {
        if (handle.length > 0 && channel.connection().isAlive()) {
            session.sendClose(handle);
        }
    }
}
