package io.kss.storage.sftp;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the staging files of writers that died: those that have not changed for a day by the server's own clock. Where
 * that errs, the writer's put fails without effect: an object is a link of its own, which no sweep touches.
 */
final class StagingSweep {

    private static final Logger LOG = LoggerFactory.getLogger(StagingSweep.class);

    /** Far longer than a connection survives without a sign of life. */
    static final Duration GRACE = Duration.ofHours(24);

    private StagingSweep() {}

    static void sweep(SftpSession session, String folder, long serverSeconds) throws IOException {
        try {
            for (FolderReader.Entry entry : FolderReader.read(session, folder)) {
                if (SftpSession.isObject(entry.attributes())
                        && entry.attributes().getMtime() < serverSeconds - GRACE.toSeconds()) {
                    session.channel().awaitOk(session.sendRemove(folder + "/" + entry.name()));
                    LOG.info("removed {}/{}, left behind by a writer that died", folder, entry.name());
                }
            }
        } catch (Refused e) {
            // Not ours to remove, or gone already: it stays until a sweep succeeds.
            LOG.debug("can't sweep {}", folder, e);
        }
    }
}
