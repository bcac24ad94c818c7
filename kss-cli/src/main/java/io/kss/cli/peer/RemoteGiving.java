package io.kss.cli.peer;

import io.kss.cli.config.Peer;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.Offer;
import io.kss.spi.hypervisor.RunState;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The other host's kss, which works there for as long as this is open and hears from here every few seconds. */
public final class RemoteGiving implements Giving {

    private static final String END = "";
    private static final long ALIVE_SECONDS = 5;
    private static final long FAREWELL_SECONDS = 60;

    /** A host that swaps, or starts a virtual machine of its own, may be slow, but not for so long. */
    private static final long PATIENCE_SECONDS = 60;

    private final Peer peer;
    private final String vm;
    private final Process process;
    private final Writer to;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String name;
    private final Optional<String> reachedAt;
    private volatile boolean heard;
    /** Whether the other side is one that gives signs of life while it works on an answer. */
    private volatile boolean givesSigns;

    private boolean lost;

    /** Connects. */
    public RemoteGiving(Peer peer, String vm) throws KssException {
        this.peer = peer;
        this.vm = vm;
        try {
            process = new ProcessBuilder(peer.command(List.of("--quiet", "peer", vm)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new KssException(
                    Reason.PEER_UNREACHABLE,
                    "The ssh command can't be run: " + e.getMessage() + ".",
                    "install it (Debian: apt install openssh-client)");
        }
        to = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        daemon("kss-peer-answers", this::collect);
        daemon("kss-peer-alive", this::stayAlive);
        try {
            List<String> hello = ask(List.of("hello"));
            name = hello.get(0);
            reachedAt = Optional.of(hello.get(1)).filter(address -> !address.isEmpty());
        } catch (KssException e) {
            close();
            throw e;
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** How the other host calls itself. */
    public String name() {
        return name;
    }

    /** The address from which it sees us coming. */
    public Optional<String> reachedAt() {
        return reachedAt;
    }

    @Override
    public Optional<RunState> state() throws KssException {
        String state = ask(List.of("state")).get(0);
        return state.isEmpty() ? Optional.empty() : Optional.of(RunState.valueOf(state));
    }

    @Override
    public Load load() throws KssException {
        List<String> load = ask(List.of("load"));
        return new Load(Long.parseLong(load.get(0)), Long.parseLong(load.get(1)), Instant.parse(load.get(2)));
    }

    @Override
    public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
        ask(List.of(
                "send",
                address,
                Integer.toString(port),
                key,
                Long.toString(maxBytes),
                Long.toString(maxTime.toMillis())));
    }

    @Override
    public Offer offer() throws KssException {
        List<String> offer = ask(List.of("offer"));
        return new Offer(new VmId(offer.get(0)), new SnapshotId(offer.get(1)), new SnapshotId(offer.get(2)));
    }

    @Override
    public void begin(HostIdentity host, String newToken) throws KssException {
        ask(List.of("begin", host.id().value(), host.name(), newToken));
    }

    @Override
    public void confirm(Duration patience) throws KssException {
        ask(List.of("hello"), Optional.of(patience));
    }

    @Override
    public void settle() throws KssException {
        ask(List.of("settle"));
    }

    private List<String> ask(List<String> question) throws KssException {
        return ask(question, Optional.empty());
    }

    private List<String> ask(List<String> question, Optional<Duration> limit) throws KssException {
        try {
            send(Words.line(question));
            String answer = answer(limit);
            if (answer.equals(END)) {
                answers.add(END);
                throw gone();
            }
            List<String> words = Words.of(answer);
            if (words.get(0).equals("refused")) {
                throw new KssException(
                        Reason.valueOf(words.get(1)),
                        "On " + peer.name() + ": " + words.get(2),
                        words.subList(3, words.size()).toArray(String[]::new));
            }
            return words.subList(1, words.size());
        } catch (IOException e) {
            throw gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KssException(Reason.INTERRUPTED, "interrupted; run the same command again to continue");
        }
    }

    /**
     * The next line, as long as the other side gives any sign of life. Seconds are counted while waiting, so that a process
     * that was stopped for a while does not take its own absence for the other's.
     */
    private String answer(Optional<Duration> limit) throws InterruptedException {
        int silent = 0;
        for (long second = 1; !lost; second++) {
            heard = false;
            @Nullable String answer = answers.poll(1, TimeUnit.SECONDS);
            if (answer != null) {
                return answer;
            }
            silent = heard || !givesSigns ? 0 : silent + 1;
            lost = silent > PATIENCE_SECONDS
                    || (limit.isPresent() && second >= limit.get().toSeconds());
        }
        return END;
    }

    private KssException gone() {
        return new KssException(
                        Reason.PEER_UNREACHABLE,
                        "kss on " + peer.name() + " can't be reached, or not any more.",
                        "check that '" + String.join(" ", peer.command(List.of("status", vm))) + "' works",
                        "see [peers." + peer.name() + "] in the configuration: ssh, key-file, known-hosts, kss")
                .with("peer", peer.name());
    }

    private void send(String line) throws IOException {
        synchronized (to) {
            to.write(line + "\n");
            to.flush();
        }
    }

    private void collect() {
        try (BufferedReader from =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (@Nullable String line = from.readLine(); line != null; line = from.readLine()) {
                heard = true;
                if (line.isEmpty()) {
                    givesSigns = true;
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException e) {
            // the same as its end
        } finally {
            answers.add(END);
        }
    }

    private void stayAlive() {
        try {
            while (process.isAlive()) {
                send("alive");
                TimeUnit.SECONDS.sleep(ALIVE_SECONDS);
            }
        } catch (IOException | InterruptedException e) {
            // it has ended
        }
    }

    /** Waits until the other host has settled its side, as far as it can. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
