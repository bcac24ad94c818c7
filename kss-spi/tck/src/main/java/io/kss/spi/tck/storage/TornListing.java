package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.TransientStorageException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A listing that breaks off after some objects, or when the process is dead. */
final class TornListing extends Spliterators.AbstractSpliterator<ObjectInfo> {

    private final Spliterator<ObjectInfo> objects;
    private final Operation operation;
    private final Runnable check;
    private long left;

    private TornListing(Spliterator<ObjectInfo> objects, long left, Operation operation, Runnable check) {
        super(Long.MAX_VALUE, 0);
        this.objects = objects;
        this.left = left;
        this.operation = operation;
        this.check = check;
    }

    static Stream<ObjectInfo> of(Stream<ObjectInfo> objects, long passing, Operation operation, Runnable check) {
        return StreamSupport.stream(new TornListing(objects.spliterator(), passing, operation, check), false)
                .onClose(objects::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectInfo> action) {
        check.run();
        if (left-- == 0) {
            throw new UncheckedIOException(
                    new TransientStorageException("simulated: the connection broke during " + operation));
        }
        return objects.tryAdvance(action);
    }
}
