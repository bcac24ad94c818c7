package io.kss.cli.session;

import io.kss.core.Kss;

/** The library, and what was opened for it. */
public interface OpenKss extends AutoCloseable {

    Kss kss();

    @Override
    void close();
}
