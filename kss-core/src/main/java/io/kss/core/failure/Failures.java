package io.kss.core.failure;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What failures of the store, the hypervisor and the state folder mean to a user. */
public final class Failures {

    private Failures() {}

    /** A failure of the store of that name. */
    public static KssException of(StorageException failure, String store) {
        String said = " (" + failure.getMessage() + ")";
        if (failure instanceof TransientStorageException || failure instanceof OutcomeUnknownException) {
            return new KssException(
                    Reason.STORE_UNAVAILABLE,
                    "The store " + store + " can't be reached" + said + ".",
                    failure,
                    "check that the NAS is on and the network is there, then run the same command again");
        }
        if (failure instanceof AccessDeniedStorageException) {
            return new KssException(
                    Reason.STORE_DENIED,
                    "The store " + store + " refuses access" + said + ".",
                    failure,
                    "check user, password or key, and the rights on the folder, then run the same command again");
        }
        if (failure instanceof StoreFullException) {
            return new KssException(
                    Reason.NO_ROOM_ON_STORE,
                    "The store " + store + " has no room left" + said + ". What is here stays here.",
                    failure,
                    "free space on the NAS, e.g. with kss gc, then run the same command again");
        }
        if (failure instanceof StoreCorruptException || failure instanceof ObjectNotFoundException) {
            return new KssException(
                    Reason.DAMAGED,
                    "The store " + store + " lacks something it must have" + said + ".",
                    failure,
                    "kss verify tells what is affected");
        }
        return new KssException(
                Reason.STORE_UNAVAILABLE,
                "The store " + store + " failed" + said + ".",
                failure,
                "put right what it names, at the NAS or in the [store] table, then run the same command again");
    }

    /** A failure of the hypervisor or of a disk image; its message says what and why. */
    public static KssException of(HypervisorException failure) {
        Reason reason = switch (failure.reason()) {
            case UNAVAILABLE, DENIED -> Reason.HYPERVISOR_UNAVAILABLE;
            case NO_SUCH_DOMAIN -> Reason.NO_SUCH_VM;
            case WRONG_STATE, IN_USE -> Reason.WRONG_VM_STATE;
            case UNSUPPORTED, MISSING -> Reason.UNSUPPORTED_VM;
            case DAMAGED -> Reason.DAMAGED;
            case NO_ROOM -> Reason.NO_ROOM_LOCALLY;
            case FAILED -> Reason.UNEXPECTED;
        };
        return new KssException(reason, String.valueOf(failure.getMessage()), failure);
    }

    /** A failure to read or write this host's own files. */
    public static KssException ofState(IOException failure) {
        if (failure instanceof StorageException storage) {
            return of(storage, "");
        }
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left") || message.contains("quota");
        return new KssException(
                full ? Reason.NO_ROOM_LOCALLY : Reason.UNEXPECTED,
                "This host's state folder can't be used: " + said(failure) + ".",
                failure,
                full
                        ? "free space on the disk that holds the state folder, then run the same command again"
                        : "check the folder that 'state' names in the configuration, and its rights");
    }

    /** Some of the JDK's messages are a path and no more. */
    private static String said(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof NoSuchFileException) {
            return message + " is missing";
        }
        if (failure instanceof AccessDeniedException) {
            return message + " may not be read or written";
        }
        return message;
    }

    /** The user, or the program around us, wants to stop. */
    public static KssException interrupted() {
        return new KssException(
                Reason.INTERRUPTED, "Interrupted. Nothing is lost.", "run the same command again to continue");
    }
}
