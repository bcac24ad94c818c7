package io.kss.core.repository;

import io.kss.core.identity.IdSource;
import io.kss.core.journal.Sleeper;
import java.time.Clock;

/**
 * What the world around gives to a repository; tests replace it.
 *
 * @param ids makes identities and nonces
 * @param clock tells times, which are for people only
 * @param sleeper waits before the store is asked again
 */
public record Ambient(IdSource ids, Clock clock, Sleeper sleeper) {

    /** The real world. */
    public static Ambient system() {
        return new Ambient(IdSource.secure(), Clock.systemUTC(), Sleeper.real());
    }
}
