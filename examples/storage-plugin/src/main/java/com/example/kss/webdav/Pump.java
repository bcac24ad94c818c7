package com.example.kss.webdav;

import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;

/** Hands bytes to the HTTP client on the thread that calls {@link #run}, as fast as the client wants them. */
final class Pump implements Flow.Publisher<ByteBuffer> {

    private static final int BLOCK = 64 << 10;

    private final Semaphore wanted = new Semaphore(0);
    private volatile Flow.Subscriber<? super ByteBuffer> subscriber;
    private volatile boolean stopped;

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> client) {
        subscriber = client;
        client.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                wanted.release((int) Math.min(count, 1 << 16));
            }

            @Override
            public void cancel() {
                stop();
            }
        });
    }

    /** Sends everything; ends early when the exchange is over. */
    void run(SourceStream bytes) throws StorageException, InterruptedException {
        byte[] block = new byte[BLOCK];
        try {
            for (int count = bytes.read(block, 0, BLOCK); count >= 0; count = bytes.read(block, 0, BLOCK)) {
                wanted.acquire();
                if (stopped) {
                    return;
                }
                subscriber.onNext(ByteBuffer.wrap(block, 0, count));
                block = new byte[BLOCK];
            }
            wanted.acquire();
            if (!stopped) {
                subscriber.onComplete();
            }
        } catch (StorageException | RuntimeException | InterruptedException e) {
            Flow.Subscriber<? super ByteBuffer> client = subscriber;
            if (client != null && !stopped) {
                client.onError(new IOException("the source failed"));
            }
            throw e;
        }
    }

    /** Nothing more is wanted. */
    void stop() {
        stopped = true;
        wanted.release(1 << 16);
    }
}
