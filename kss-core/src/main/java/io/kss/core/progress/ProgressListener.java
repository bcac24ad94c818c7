package io.kss.core.progress;

/**
 * Is told how far long work is. Called from several threads, often, one call at a time for one piece of work; must
 * return quickly and must not throw.
 */
@FunctionalInterface
public interface ProgressListener {

    /** Listens to nothing. */
    ProgressListener NONE = progress -> {};

    void progressed(Progress progress);
}
