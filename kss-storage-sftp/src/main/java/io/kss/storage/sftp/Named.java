package io.kss.storage.sftp;

import java.util.function.Supplier;
import net.schmizz.sshj.common.Factory;

/** An algorithm under the name by which two ends of a connection agree on it. */
record Named<T>(String getName, Supplier<T> maker) implements Factory.Named<T> {

    @Override
    public T create() {
        return maker.get();
    }
}
