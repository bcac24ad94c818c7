package io.kss.cli.peer;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.Offer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers {@link RemoteGiving} on the other end. Silence means that nobody is there any more. */
public final class GivingService {

    private static final String END = "";
    private static final long ALIVE_SECONDS = 5;

    private final String host;
    private final Optional<String> client;
    private final Giving giving;
    private final BlockingQueue<String> questions = new LinkedBlockingQueue<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean working;

    /**
     * @param host how this host is called
     * @param client the address that the other one comes from, if known
     */
    public GivingService(String host, Optional<String> client, Giving giving) {
        this.host = host;
        this.client = client;
        this.giving = giving;
    }

    /** Serves until the other side ends. */
    public void serve(InputStream from, PrintStream to) throws InterruptedException {
        Thread worker = Thread.currentThread();
        Thread reader = new Thread(() -> read(from, worker), "kss-peer-questions");
        reader.setDaemon(true);
        reader.start();
        Thread watch = new Thread(() -> watch(worker), "kss-peer-watch");
        watch.setDaemon(true);
        watch.start();
        Thread alive = new Thread(() -> stayAlive(to), "kss-peer-alive");
        alive.setDaemon(true);
        alive.start();
        for (String question = questions.take(); !question.equals(END); question = questions.take()) {
            working = true;
            String answer = answer(Words.of(question));
            working = false;
            to.println(answer);
            to.flush();
        }
    }

    private void read(InputStream from, Thread worker) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard = System.nanoTime();
                if (!line.isEmpty() && !line.equals("alive")) {
                    questions.add(line);
                }
            }
        } catch (IOException e) {
            // the same as its end
        }
        end(worker);
    }

    /**
     * The other side waits for answers that may take long, but not for somebody who is not there any more. An empty line is
     * what a kss that does not wait for it passes over.
     */
    private static void stayAlive(PrintStream to) {
        try {
            while (!to.checkError()) {
                to.println();
                to.flush();
                TimeUnit.SECONDS.sleep(ALIVE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Thread worker) {
        try {
            while (System.nanoTime() - heard < Giving.SILENCE.toNanos()) {
                TimeUnit.SECONDS.sleep(1);
            }
            end(worker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Thread worker) {
        questions.add(END);
        if (working) {
            worker.interrupt();
        }
    }

    private String answer(List<String> question) {
        try {
            return Words.line(answered(question));
        } catch (KssException e) {
            List<String> refusal = new ArrayList<>(List.of("refused", e.reason().name(), e.message()));
            refusal.addAll(e.waysOut());
            return Words.line(refusal);
        }
    }

    private List<String> answered(List<String> question) throws KssException {
        return switch (question.get(0)) {
            case "hello" -> List.of("ok", host, client.orElse(""));
            case "state" -> List.of("ok", giving.state().map(Enum::name).orElse(""));
            case "load" -> {
                Load load = giving.load();
                yield List.of(
                        "ok",
                        Long.toString(load.memoryBytes()),
                        Long.toString(load.layerBytes()),
                        load.clock().toString());
            }
            case "send" -> {
                giving.sendTo(
                        question.get(1),
                        Integer.parseInt(question.get(2)),
                        question.get(3),
                        Long.parseLong(question.get(4)),
                        Duration.ofMillis(Long.parseLong(question.get(5))));
                yield List.of("ok");
            }
            case "offer" -> {
                Offer offer = giving.offer();
                yield List.of(
                        "ok",
                        offer.vm().value(),
                        offer.base().value(),
                        offer.next().value());
            }
            case "begin" -> {
                giving.begin(new HostIdentity(new HostId(question.get(1)), question.get(2)), question.get(3));
                yield List.of("ok");
            }
            case "settle" -> {
                giving.settle();
                yield List.of("ok");
            }
            default ->
                throw new KssException(
                        Reason.WRONG_USAGE,
                        "The other host speaks a newer language.",
                        "have the same version of kss on both hosts");
        };
    }
}
