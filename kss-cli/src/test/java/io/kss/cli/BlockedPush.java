package io.kss.cli;

import com.google.inject.AbstractModule;
import io.kss.cli.session.KssOpener;
import io.kss.cli.session.OpenKss;
import io.kss.core.Kss;
import io.kss.core.PushResult;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of its own whose push says that it began, and then waits until it is interrupted. */
final class BlockedPush {

    private BlockedPush() {}

    public static void main(String[] arguments) {
        FakeKss kss = new FakeKss();
        kss.vm("gaming").push = BlockedPush::push;
        CliProcess.run(arguments, new AbstractModule() {
            @Override
            protected void configure() {
                bind(KssOpener.class).toInstance((configuration, progress) -> new Opened(kss));
            }
        });
    }

    private static PushResult push() throws KssException {
        System.err.println("pushing");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            System.err.println("cleaned up");
            throw new KssException(Reason.INTERRUPTED, "The push was interrupted.");
        }
        return new PushResult(List.of(), 0, 0, false);
    }

    private record Opened(Kss kss) implements OpenKss {
        @Override
        public void close() {
            System.err.println("closed");
        }
    }
}
