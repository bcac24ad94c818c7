package io.kss.cli.product;

import java.nio.file.Files;
import java.nio.file.Path;

/** The servers that a store can be on. */
enum NasType {
    SFTP(SftpNas::new),
    SMB(SmbNas::new),
    S3(S3Nas::new);

    private final Starter starter;

    NasType(Starter starter) {
        this.starter = starter;
    }

    /** Starts one that keeps secrets and logs in a folder. */
    Nas start(Path folder) throws Exception {
        return starter.start(Files.createDirectories(folder));
    }

    private interface Starter {
        Nas start(Path folder) throws Exception;
    }
}
