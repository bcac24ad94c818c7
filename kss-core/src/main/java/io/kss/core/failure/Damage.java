package io.kss.core.failure;

import org.jspecify.annotations.Nullable;

/** Says in one voice that an object in the store is not what was written. */
public final class Damage {

    private Damage() {}

    /**
     * A refusal for a damaged object.
     *
     * @param object its key in the store
     * @param what a sentence fragment that says what is wrong with it
     */
    public static KssException of(String object, String what) {
        return of(object, what, null);
    }

    /** The same, with the failure that showed it. */
    public static KssException of(String object, String what, @Nullable Throwable cause) {
        return new KssException(
                        Reason.DAMAGED,
                        "The object " + object + " in the store is damaged: " + what + ".",
                        cause,
                        "kss verify --deep tells what else is affected; restore the object from a backup of the store")
                .with("object", object);
    }

    /** A refusal for an object that only a newer version can read. */
    public static KssException newer(String object, String what) {
        return new KssException(
                        Reason.NEWER_FORMAT,
                        "The object " + object + " was written by a newer version of kss (" + what + ").",
                        "Update kss on this host.")
                .with("object", object);
    }
}
