package io.kss.core.storecheck;

/** The store does something else than what is relied on. The message is a whole sentence. */
final class Flaw extends Exception {

    private static final long serialVersionUID = 1;

    Flaw(String message) {
        super(message);
    }

    static void unless(boolean right, String message) throws Flaw {
        if (!right) {
            throw new Flaw(message);
        }
    }
}
