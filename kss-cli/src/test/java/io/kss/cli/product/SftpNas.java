package io.kss.cli.product;

import io.kss.storage.sftp.SftpProvider;
import io.kss.storage.sftp.SshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** OpenSSH. */
final class SftpNas extends Nas {

    private final SshServer server;

    SftpNas(Path folder) throws Exception {
        this(folder, SshServer.start());
    }

    private SftpNas(Path folder, SshServer server) throws Exception {
        super(folder, new SftpProvider(), server.port());
        this.server = server;
    }

    @Override
    Map<String, String> settings(String store, int reachedAt) throws Exception {
        Map<String, String> settings = server.settings(reachedAt);
        settings.put(
                "path", Files.createDirectories(server.store().resolve(store)).toString());
        return settings;
    }

    @Override
    Map<String, String> secrets() {
        return Map.of();
    }

    @Override
    void stop() throws Exception {
        server.close();
    }
}
