package io.kss.storage.s3;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** A request from its first byte to the last byte of its reply. One thread at a time waits for the server in it. */
final class WatchedRequest {

    private final Abortable request;
    private volatile @Nullable Thread waiting;
    private volatile long waitingSince;
    private volatile @Nullable String ended;

    WatchedRequest(Abortable request) {
        this.request = request;
    }

    /** Something that waits for the server. */
    @FunctionalInterface
    interface Wait<T> {

        T run() throws IOException;
    }

    /** @throws IOException if it fails, with the reason why it was ended if it was */
    <T> T whileWaiting(Wait<T> work) throws IOException {
        refuseIfEnded(null);
        resume();
        try {
            return work.run();
        } catch (IOException e) {
            refuseIfEnded(e);
            throw e;
        } finally {
            waiting = null;
        }
    }

    /** The server is not to blame for the time until the pause is closed. */
    SdkAutoCloseable pause() {
        waiting = null;
        return this::resume;
    }

    private void resume() {
        waitingSince = System.nanoTime();
        waiting = Thread.currentThread();
    }

    void refuseIfEnded(@Nullable IOException cause) throws IOException {
        String reason = ended;
        if (reason != null) {
            throw new IOException(reason, cause);
        }
    }

    void check(Duration silence) {
        Thread thread = waiting;
        if (thread == null) {
            return;
        }
        if (thread.isInterrupted()) {
            end("interrupted");
        } else if (System.nanoTime() - waitingSince > silence.toNanos()) {
            end("the server was silent for " + silence.toSeconds() + " s");
        }
    }

    void end(String reason) {
        if (ended == null) {
            ended = reason;
            request.abort();
        }
    }
}
