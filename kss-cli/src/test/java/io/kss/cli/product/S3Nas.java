package io.kss.cli.product;

import io.kss.storage.s3.S3Provider;
import io.kss.storage.s3.S3Server;
import java.nio.file.Path;
import java.util.Map;

/** S3Proxy. */
final class S3Nas extends Nas {

    private final S3Server server;

    S3Nas(Path folder) throws Exception {
        this(folder, S3Server.start(folder.resolve("s3")));
    }

    private S3Nas(Path folder, S3Server server) throws Exception {
        super(folder, new S3Provider(), server.account().endpoint().getPort());
        this.server = server;
    }

    @Override
    Map<String, String> settings(String store, int reachedAt) {
        return server.account().through(reachedAt).settings(store);
    }

    @Override
    Map<String, String> secrets() {
        return Map.of("secret-key", server.account().secretKey());
    }

    @Override
    void stop() throws Exception {
        server.close();
    }
}
