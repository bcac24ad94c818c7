package io.kss.cli.product;

import io.kss.storage.smb.SmbProvider;
import io.kss.storage.smb.SmbServer;
import java.nio.file.Path;
import java.util.Map;

/** Samba. */
final class SmbNas extends Nas {

    private final SmbServer server;

    SmbNas(Path folder) throws Exception {
        this(folder, SmbServer.start());
    }

    private SmbNas(Path folder, SmbServer server) throws Exception {
        super(folder, new SmbProvider(), server.port());
        this.server = server;
    }

    @Override
    Map<String, String> settings(String store, int reachedAt) {
        return Map.of(
                "host",
                "127.0.0.1",
                "port",
                Integer.toString(reachedAt),
                "share",
                SmbServer.SHARE,
                "path",
                store,
                "user",
                SmbServer.user());
    }

    @Override
    Map<String, String> secrets() {
        return Map.of("password", SmbServer.PASSWORD);
    }

    @Override
    void stop() throws Exception {
        server.closeAndDelete();
    }
}
