package io.kss.libvirt.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a program writes to standard error; the rest is read and dropped, so that it never blocks. */
final class Complaint {

    private static final int KEPT = 8 * 1024;

    private final InputStream source;
    private final Thread reader;
    private String text = "";

    private Complaint(InputStream source, String program) {
        this.source = source;
        this.reader = new Thread(this::drain, "kss-stderr-" + program);
    }

    static Complaint of(InputStream source, String program) {
        Complaint complaint = new Complaint(source, program);
        complaint.reader.setDaemon(true);
        complaint.reader.start();
        return complaint;
    }

    /** All of it if the program has ended; a grandchild that keeps the pipe open does not hold this up. */
    String text() {
        try {
            reader.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return text;
        }
    }

    private void drain() {
        try (source) {
            byte[] kept = source.readNBytes(KEPT);
            synchronized (this) {
                text = new String(kept, StandardCharsets.UTF_8).strip();
            }
            source.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // the pipe of a killed program; there is nothing more to learn
        }
    }
}
