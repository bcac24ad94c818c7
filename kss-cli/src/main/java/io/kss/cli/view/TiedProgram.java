package io.kss.cli.view;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that ends when this is closed and when this process ends, however that comes about. */
final class TiedProgram implements AutoCloseable {

    /** Its shell hears of our end by the end of its standard input, which nothing can hold back. */
    private static final String UNTIL_WE_END = """
            exec 3<&0
            "$@" 3<&- < /dev/null & it=$!
            { cat <&3; kill $it; } > /dev/null 2>&1 & watch=$!
            exec 3<&-
            wait $it; status=$?
            kill $watch
            exit $status
            """;

    private static final int KEPT = 2000;
    private static final long FAREWELL_SECONDS = 10;
    private static final long LAST_WORDS_MILLIS = 1000;

    private final Process process;
    private final StringBuilder complaint = new StringBuilder();
    private final Thread reader = new Thread(this::collect, "kss-view-complaints");

    private TiedProgram(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    static TiedProgram start(List<String> command) throws IOException {
        List<String> tied = new ArrayList<>(List.of("sh", "-c", UNTIL_WE_END, "kss"));
        tied.addAll(command);
        Process process = new ProcessBuilder(tied)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new TiedProgram(process);
    }

    private void collect() {
        byte[] buffer = new byte[512];
        try (InputStream from = process.getErrorStream()) {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                synchronized (complaint) {
                    complaint.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
                    complaint.setLength(Math.min(complaint.length(), KEPT));
                }
            }
        } catch (IOException e) {
            // the same as its end
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for its end, and until its complaint is complete; but not for what it may have left behind. */
    int await() throws InterruptedException {
        int status = process.waitFor();
        reader.join(LAST_WORDS_MILLIS);
        return status;
    }

    /** The beginning of what it wrote to standard error so far, on one line. */
    String complaint() {
        synchronized (complaint) {
            return complaint.toString().strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
        }
    }

    /** Returns when it has ended. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
