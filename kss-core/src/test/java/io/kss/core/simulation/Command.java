package io.kss.core.simulation;

import io.kss.core.Keep;
import io.kss.core.Kss;
import io.kss.core.StartOptions;
import io.kss.core.StopOptions;
import io.kss.core.failure.KssException;
import java.time.Duration;
import java.util.Optional;

/** What a person tells kss to do. */
sealed interface Command {

    /** Does it; what the library answers is for the caller to judge. */
    void run(Kss kss) throws KssException;

    /** The VM it is about, or empty. */
    default Optional<String> vm() {
        return Optional.empty();
    }

    /** {@code kss init}. */
    record Init() implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            String unused = kss.initRepository();
        }
    }

    /** {@code kss status} of everything. */
    record Status() implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            for (var each : kss.virtualMachines()) {
                Object unused = each.status();
            }
        }
    }

    /** {@code kss list}, {@code kss delta}, {@code kss lease}. */
    record Look(String name) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).snapshots();
            unused = kss.virtualMachine(name).lease();
            unused = kss.virtualMachine(name).delta();
        }
    }

    /** {@code kss snapshot create}. */
    record Snapshot(String name) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).snapshot();
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss push}, with {@code --repair} or not. */
    record Push(String name, boolean repair) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = repair
                    ? kss.virtualMachine(name).repair()
                    : kss.virtualMachine(name).push();
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss pull}, with {@code --at} or not. */
    record Pull(String name, Optional<String> at) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).pull(at);
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss start}. */
    record Start(String name, boolean offline, boolean noSnapshot, boolean breakLease) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).start(new StartOptions(offline, noSnapshot, breakLease));
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss stop}. */
    record Stop(String name, boolean push, boolean force) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused =
                    kss.virtualMachine(name).stop(new StopOptions(push, Optional.of(Duration.ofSeconds(1)), force));
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss resolve}. */
    record Resolve(String name, Keep keep) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).resolve(keep);
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss lease --break}. */
    record BreakLease(String name) implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.virtualMachine(name).breakLease();
        }

        @Override
        public Optional<String> vm() {
            return Optional.of(name);
        }
    }

    /** {@code kss gc}. */
    record CollectGarbage() implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.collectGarbage(false);
        }
    }
}
