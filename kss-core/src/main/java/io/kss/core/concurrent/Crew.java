package io.kss.core.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on one thing: the first failure interrupts all others, and nobody leaves before all have ended.
 * Thread-safe, but {@link #await} and {@link #close} are for the thread that owns the crew.
 */
public final class Crew implements AutoCloseable {

    private final ThreadFactory factory;
    private final List<Thread> members = new ArrayList<>();
    private @Nullable Throwable failure;
    private boolean cancelled;

    /** A crew of threads from a factory, which must give a new thread for every call. */
    public Crew(ThreadFactory factory) {
        this.factory = factory;
    }

    /** Makes daemon threads with this name. */
    public static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Starts one more member. */
    public synchronized void start(Work work) {
        Thread thread = factory.newThread(() -> run(work));
        if (thread == null) {
            throw new IllegalStateException("the thread factory gave no thread");
        }
        members.add(thread);
        thread.start();
        if (cancelled) {
            thread.interrupt();
        }
    }

    /** The first failure of any member; nobody works on when there is one. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Waits until every member has ended, and returns the first failure, if any. An interrupt cancels the crew, waits
     * for its end all the same, and is then thrown.
     */
    public @Nullable Throwable await() throws InterruptedException {
        try {
            for (Thread member : snapshot()) {
                member.join();
            }
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        return failure();
    }

    /**
     * Throws a member's failure, if there is one, as what it is.
     *
     * @param one a checked exception that members may end with, beside {@link InterruptedException}
     * @param other another one
     * @throws IllegalStateException if it is an exception that nobody declared
     */
    public static <A extends Exception, B extends Exception> void raise(
            @Nullable Throwable failure, Class<A> one, Class<B> other) throws A, B, InterruptedException {
        if (failure == null) {
            return;
        }
        if (one.isInstance(failure)) {
            throw one.cast(failure);
        } else if (other.isInstance(failure)) {
            throw other.cast(failure);
        } else if (failure instanceof InterruptedException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw new IllegalStateException("an undeclared failure", failure);
    }

    /** Interrupts every member that still works and waits for its end. Idempotent. */
    @Override
    public void close() {
        cancel(null);
        boolean interrupted = false;
        for (Thread member : snapshot()) {
            while (member.isAlive()) {
                try {
                    member.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            cancel(e);
        }
    }

    private synchronized void cancel(@Nullable Throwable cause) {
        if (!cancelled) {
            cancelled = true;
            failure = cause;
            members.forEach(Thread::interrupt);
        }
    }

    private synchronized List<Thread> snapshot() {
        return List.copyOf(members);
    }

    /** What one member does. */
    @FunctionalInterface
    public interface Work {

        void run() throws Exception;
    }
}
