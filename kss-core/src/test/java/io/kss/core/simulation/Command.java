package io.kss.core.simulation;

import io.kss.core.BranchView;
import io.kss.core.Keep;
import io.kss.core.Kss;
import io.kss.core.StartOptions;
import io.kss.core.StopOptions;
import io.kss.core.TakeoverOptions;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What a person tells kss to do. */
sealed interface Command {

    /** Does it; what the library answers is for the caller to judge. */
    void run(Kss kss) throws KssException;

    /** The VM it is about, or empty. */
    default Optional<String> vm() {
        return Optional.empty();
    }

    /** It is about one VM. */
    sealed interface OnVm extends Command {

        String name();

        void on(VirtualMachine vm) throws KssException;

        @Override
        default void run(Kss kss) throws KssException {
            on(kss.virtualMachine(name()));
        }

        @Override
        default Optional<String> vm() {
            return Optional.of(name());
        }
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
    record Snapshot(String name) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.snapshot();
        }
    }

    /** {@code kss snapshot create --push}. */
    record SnapshotPush(String name) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.snapshotAndPush();
        }
    }

    /** {@code kss push}, with {@code --repair} or not. */
    record Push(String name, boolean repair) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = repair ? vm.repair() : vm.push();
        }
    }

    /** {@code kss pull}, with {@code --at} or not. */
    record Pull(String name, Optional<String> at) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.pull(at);
        }
    }

    /** {@code kss start}. */
    record Start(String name, boolean offline, boolean noSnapshot, boolean breakLease) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.start(new StartOptions(offline, noSnapshot, breakLease));
        }
    }

    /** {@code kss stop}. */
    record Stop(String name, boolean push, boolean force) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.stop(new StopOptions(push, Optional.of(Duration.ofSeconds(1)), force));
        }
    }

    /** {@code kss resolve}. */
    record Resolve(String name, Keep keep) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.resolve(keep);
        }
    }

    /** {@code kss lease --break}. */
    record BreakLease(String name) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.breakLease();
        }
    }

    /** {@code kss snapshot merge} or {@code delete}. */
    record Merge(String name, String snapshot, boolean delete) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = delete ? vm.delete(snapshot, false) : vm.merge(snapshot, false);
        }
    }

    /** {@code kss compact}. */
    record Compact(String name, OptionalInt keep) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.compact(keep, false);
        }
    }

    /** {@code kss gc}. */
    record CollectGarbage() implements Command {
        @Override
        public void run(Kss kss) throws KssException {
            Object unused = kss.collectGarbage(false);
        }
    }

    /** {@code kss snapshot revert}. */
    record Revert(String name, String to) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.revert(to);
        }
    }

    /** {@code kss clone}. */
    record CloneAs(String name, Optional<String> at, String newName) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.cloneAs(newName, at);
        }
    }

    /** {@code kss branch adopt}. */
    record Adopt(String name, String branch) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.adopt(branch);
        }
    }

    /** {@code kss branch delete}, by somebody who looked at the list before. */
    record DeleteBranch(String name, String branch) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            for (BranchView each : vm.branches()) {
                if (each.name().equals(branch)) {
                    vm.deleteBranch(each);
                }
            }
        }
    }

    /**
     * {@code kss takeover}, or {@code kss give}, which asks the other host for it.
     *
     * @param link to the host that it runs on
     */
    record TakeOver(String name, PeerLink link) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            link.open();
            try (link) {
                Object unused = vm.takeOver(link.otherHost(), link, TakeoverOptions.DEFAULT);
            }
        }
    }

    /** The giving side of a takeover hears nothing any more, and ends alone. */
    record EndAlone(String name, PeerLink link) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            link.endAlone();
        }
    }

    /** {@code kss forget}. */
    record Forget(String name, boolean evenIfUnsent) implements OnVm {
        @Override
        public void on(VirtualMachine vm) throws KssException {
            Object unused = vm.forget(evenIfUnsent);
        }
    }
}
