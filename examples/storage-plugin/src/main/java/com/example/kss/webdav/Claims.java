package com.example.kss.webdav;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Folders that only one can make: who did may create the object that the folder stands for. */
final class Claims {

    static final String FOLDER = ".kss/claims/";

    /** Nobody who lives needs longer for the few requests between making a claim and giving it back. */
    private static final Duration LIFE = Duration.ofMinutes(2);

    private static final Duration PATIENCE = LIFE.multipliedBy(2);
    private static final int LONGEST_PAUSE = 100;
    private static final int ATTEMPTS = 20;

    private final Server server;
    private final Folders folders;

    Claims(Server server, Folders folders) {
        this.server = server;
        this.folders = folders;
    }

    /** Looks whether it is still worth waiting. */
    @FunctionalInterface
    interface Meanwhile {

        void look() throws StorageException;
    }

    /** The path of the folder, which is now the caller's. */
    String take(ObjectKey key, Meanwhile meanwhile) throws StorageException {
        String claim = FOLDER + UUID.nameUUIDFromBytes(key.value().getBytes(StandardCharsets.UTF_8)) + "/";
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int refusals = 0;
        for (int pause = 4; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            folders.makeFor(claim.substring(0, claim.length() - 1));
            HttpResponse<Void> made = server.ask(server.request("MKCOL", claim), BodyHandlers.discarding());
            if (made.statusCode() == Answers.CREATED) {
                return claim;
            }
            meanwhile.look();
            Optional<Duration> age = folders.age(claim);
            if (age.isEmpty() && ++refusals == ATTEMPTS) {
                folders.forget();
                throw Answers.unexpected("claiming " + key, made);
            }
            if (age.isPresent() && age.get().compareTo(LIFE) > 0) {
                giveBack(claim);
            }
            if (System.nanoTime() > deadline) {
                throw new TransientStorageException("somebody else has been creating " + key + " for too long");
            }
            sleep(pause);
        }
    }

    /** Deletes a claim and what is in it, as far as that is possible: what is left is deleted when it is old. */
    void giveBack(String claim) {
        boolean interrupted = Thread.interrupted();
        try {
            HttpResponse<Void> unused = server.ask(server.request("DELETE", claim), BodyHandlers.discarding());
        } catch (StorageException e) {
            System.getLogger(Claims.class.getName()).log(System.Logger.Level.DEBUG, "not given back: {0}", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void sleep(int longest) throws StorageException {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientStorageException("interrupted while somebody else creates the object", e);
        }
    }
}
