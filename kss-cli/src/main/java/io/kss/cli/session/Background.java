package io.kss.cli.session;

/** Makes way for everybody else. */
@FunctionalInterface
public interface Background {

    /** From now on this process, and every program that it starts, gets the processor and the disk last. */
    void goLast();
}
