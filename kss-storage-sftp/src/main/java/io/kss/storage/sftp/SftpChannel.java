package io.kss.storage.sftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Carries requests and their answers; many may be under way. A request that nobody waits for is answered all the same,
 * so a caller may give up at any time, for an interrupt say, and leave the channel to the next. For one thread at a time.
 */
final class SftpChannel {

    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long WINDOW_POLL_NANOS = 200_000;

    private final SshConnection connection;
    private final SFTPEngine engine;
    private final long timeoutNanos;
    private final long largestWindow;

    SftpChannel(SshConnection connection, SFTPEngine engine, long timeoutNanos) {
        this.connection = connection;
        this.engine = engine;
        this.timeoutNanos = timeoutNanos;
        this.largestWindow = engine.getSubsystem().getRemoteWinSize();
    }

    /** A request whose answer is to come. */
    record Pending(Promise<Response, SFTPException> answer) {

        boolean isHere() {
            return answer.isFulfilled();
        }
    }

    SshConnection connection() {
        return connection;
    }

    boolean offers(String extension) {
        return engine.supportsServerExtension(extension, "openssh.com");
    }

    Request request(PacketType type) {
        return engine.newRequest(type);
    }

    Request extended(String extension) {
        return engine.newExtendedRequest(extension + "@openssh.com");
    }

    /** Whether a request of so many bytes can be sent without waiting for the server to take others. */
    boolean hasRoomFor(int bytes) {
        return engine.getSubsystem().getRemoteWinSize() >= Math.min(bytes, largestWindow);
    }

    Pending send(Request request) throws IOException {
        awaitRoom(request.available() + Integer.BYTES);
        try {
            return new Pending(engine.request(request));
        } catch (IOException | RuntimeException e) {
            // Half a request may be out: nothing that follows would be understood.
            connection.kill();
            throw new IOException("the connection broke: " + e.getMessage(), e);
        }
    }

    /** An interrupt during the sending would leave half a request behind, so all waiting is done before. */
    private void awaitRoom(int bytes) throws IOException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (!hasRoomFor(bytes)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            checkAlive(deadline);
            LockSupport.parkNanos(WINDOW_POLL_NANOS);
        }
    }

    /** Waits for an answer of any kind. */
    Response await(Pending pending) throws IOException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (true) {
            try {
                Response response = pending.answer().tryRetrieve(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (response != null) {
                    return response;
                }
            } catch (SFTPException e) {
                if (Thread.currentThread().isInterrupted()) {
                    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
                    interrupted.initCause(e);
                    throw interrupted;
                }
                connection.kill();
                throw new IOException("the connection broke: " + e.getMessage(), e);
            }
            checkAlive(deadline);
        }
    }

    private void checkAlive(long deadline) throws IOException {
        if (!connection.isAlive()) {
            throw new IOException("the connection broke");
        }
        if (System.nanoTime() - deadline > 0) {
            connection.kill();
            throw new IOException(
                    "the server did not answer for " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos) + " seconds");
        }
    }

    /** Waits for an answer of one kind. */
    Response await(Pending pending, PacketType expected) throws IOException {
        Response response = await(pending);
        if (response.getType() == expected) {
            return response;
        }
        if (response.getType() == PacketType.STATUS) {
            throw refusal(response);
        }
        connection.kill();
        throw new IOException("the server answers with " + response.getType() + " instead of " + expected);
    }

    void awaitOk(Pending pending) throws IOException {
        Response response = await(pending, PacketType.STATUS);
        int start = response.rpos();
        if (response.readStatusCode() != StatusCode.OK) {
            response.rpos(start);
            throw refusal(response);
        }
    }

    static Refused refusal(Response status) throws IOException {
        StatusCode code = status.readStatusCode();
        return new Refused(code, status.available() > 0 ? status.readString() : "");
    }
}
