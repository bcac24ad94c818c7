package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import net.schmizz.sshj.sftp.OpenMode;
import org.junit.jupiter.api.Test;

/** A server may give less at a time than it is asked for; OpenSSH does when asked for more than 255 KiB. */
class ShortReadsIT {

    private static final int MORE_THAN_ANY_SERVER_GIVES = 1 << 20;

    @Test
    void serverThatGivesLessAtATimeGivesEverythingInTheEnd() throws Exception {
        try (SshServer server = SshServer.start();
                StorageBackend store = Stores.open(server.settings())) {
            byte[] bytes = Stores.bytes(1, 5_000_000);
            Stores.put(store, "a", bytes);
            SftpSettings settings = SftpSettings.of(PluginConfig.of(SftpKeys.ALL, server.settings(), Map.of()));
            ConnectionPool pool = new ConnectionPool(settings);
            try {
                String root = server.store().toString();
                SftpErrors errors = new SftpErrors("store", root, pool);
                for (ByteRange range : new ByteRange[] {
                    ByteRange.ALL, new ByteRange(7, 3_000_001), new ByteRange(4_999_999, ByteRange.TO_END)
                }) {
                    SftpSession session = pool.lease();
                    byte[] handle = session.open(root + "/a", OpenMode.READ);
                    try (InputStream in =
                            RangeStream.open(pool, errors, session, "a", handle, range, MORE_THAN_ANY_SERVER_GIVES)) {
                        long end = range.toEnd() ? bytes.length : range.offset() + range.length();
                        assertThat(in.readAllBytes())
                                .isEqualTo(Arrays.copyOfRange(bytes, (int) range.offset(), (int) end));
                    }
                }
            } finally {
                pool.close();
            }
        }
    }
}
