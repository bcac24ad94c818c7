package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.START_BREAKING;
import static io.kss.core.simulation.Stage.START_OFFLINE;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.Operation;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rules of journal and lease, J1 to J7 without J4, met by whole hosts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JournalAndLeaseTest extends TwoHosts {

    @Test
    void J1_lateReleaseOfABrokenLeaseDoesNotFreeTheNewHolder() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        Task stop = heldBeforeEntry(desktop, STOP);
        stage.done(laptop, START_BREAKING);
        stage.write(laptop, 0, 100, 2);

        stage.goOn(stop);
        assertThat(stop.refused()).contains(Reason.DIVERGED);
        assertThat(stage.holder()).contains("laptop");
        assertThat(stage.state().branches()).hasSize(1);
        stage.done(laptop, STOP);
        assertThat(stage.holder()).isEmpty();
    }

    @Test
    void J2_leaseThatIsTakenAfterTheClientGaveUpIsItsOwn() throws Exception {
        Task start = stage.task(desktop, START);
        start.run.script(entryLandsLateAndStoreIsGone());
        stage.goOn(start);
        assertThat(start.refused()).contains(Reason.STORE_UNAVAILABLE);
        assertThat(stage.holder()).isEmpty();
        stage.late.landAll();
        assertThat(stage.holder()).contains("desktop");

        stage.refused(laptop, START, Reason.LEASED_ELSEWHERE);
        long entries = stage.state().number();
        stage.done(desktop, START);
        assertThat(stage.state().number()).isEqualTo(entries);
    }

    @Test
    void J2_whileAReleaseMayHaveLandedPlainOfflineRefuses() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        Task stop = stage.task(desktop, STOP);
        stop.run.script(entryLandsLateAndStoreIsGone());
        stage.goOn(stop);
        assertThat(stop.refused()).contains(Reason.SEALED_NOT_SENT);

        stage.refused(desktop, START_OFFLINE, Reason.LEASED_ELSEWHERE);
        stage.late.landAll();
        stage.done(laptop, START);
        stage.assertSame(desktop, laptop);
        stage.refused(desktop, START_OFFLINE, Reason.LEASED_ELSEWHERE);
        stage.done(desktop, new Command.Start(VM, true, false, true));
    }

    @Test
    void J2_lateEntryLosesAgainstTheSameEntrySentAgain() throws Exception {
        Task start = stage.task(desktop, START);
        start.run.script(entryLandsLateAndStoreIsGone());
        stage.goOn(start);
        stage.done(desktop, START);
        VmState before = stage.state();
        stage.late.landAll();
        assertThat(stage.state()).isEqualTo(before);
        assertThat(stage.holder()).contains("desktop");
    }

    @Test
    void J3_noEntryIsEverReplacedOrDeleted() throws Exception {
        Map<ObjectKey, byte[]> seen = new HashMap<>();
        for (int day = 1; day <= 16; day++) {
            stage.session(day % 2 == 0 ? desktop : laptop, day);
            if (day % 5 == 0) {
                stage.done(desktop, new Command.CollectGarbage());
            }
            for (Map.Entry<ObjectKey, byte[]> entry : seen.entrySet()) {
                assertThat(Arrays.equals(bytes(entry.getKey()), entry.getValue()))
                        .as("%s is as it was", entry.getKey())
                        .isTrue();
            }
            for (ObjectKey key : journal()) {
                seen.put(key, bytes(key));
            }
        }
        assertThat(seen.size()).isEqualTo((int) stage.state().number()).isGreaterThan(32);
    }

    @Test
    void J5_headThatMovesWhileAHostStartsIsNotStartedFrom() throws Exception {
        Task start = heldBeforeEntry(laptop, START);
        stage.session(desktop, 1);
        stage.goOn(start);
        assertThat(start.refused()).contains(Reason.WRONG_VM_STATE);
        assertThat(laptop.active(VM)).isFalse();
        assertThat(stage.holder()).isEmpty();

        stage.done(laptop, START);
        stage.assertSame(laptop, desktop);
    }

    @Test
    void J5_leaseBrokenBetweenCommitAndLaunchStopsTheLaunch() throws Exception {
        Task start = stage.task(laptop, START);
        start.run.holdAt("after write of vms/");
        start.goOn();
        while (!start.ended() && stage.holder().isEmpty()) {
            start.run.suspendAfter(1);
            start.goOn();
        }
        assertThat(start.ended()).isFalse();
        stage.done(desktop, START_BREAKING);
        stage.goOn(start);
        assertThat(start.refused()).contains(Reason.LEASED_ELSEWHERE);
        assertThat(laptop.active(VM)).isFalse();
        assertThat(stage.holder()).contains("desktop");
    }

    @Test
    void J5_startThatFailsGivesTheLeaseBack() throws Exception {
        Task start = stage.task(laptop, START);
        start.run.failAt("before start " + VM);
        stage.goOn(start);
        assertThat(start.refused()).isPresent();
        assertThat(stage.holder()).isEmpty();
        stage.done(desktop, START);
    }

    @Test
    void J6_copiedStateFolderIsRefused() throws Exception {
        stage.done(desktop, START);
        SimulatedHost copy = stage.stranger("desktop", "copy");
        copy.disk.replaceWith(desktop.disk.copy());
        stage.refused(copy, START, Reason.WRONG_USAGE);
        assertThat(stage.holder()).contains("desktop");
    }

    @Test
    void J6_secondHostOfTheSameNameIsNotTheHolder() throws Exception {
        stage.done(desktop, START);
        SimulatedHost namesake = stage.stranger("desktop", "namesake");
        stage.refused(namesake, START, Reason.LEASED_ELSEWHERE);
        stage.write(desktop, 0, 10, 1);
        stage.done(desktop, STOP);
        stage.done(namesake, START);
        stage.refused(desktop, START, Reason.LEASED_ELSEWHERE);
    }

    @Test
    void J6_anotherVmWhoseNameDiffersInCaseIsNotMixedUp() throws Exception {
        SimulatedHost attic = stage.host("attic");
        String variant = VM.toUpperCase(java.util.Locale.ROOT);
        stage.install(attic, variant);
        VmState before = stage.state();
        stage.refused(attic, new Command.Push(variant, false), Reason.UNRELATED_VM);
        stage.refused(attic, new Command.Start(variant, false, false, false), Reason.UNRELATED_VM);
        stage.refused(attic, new Command.Pull(variant, Optional.empty()), Reason.UNRELATED_VM);
        assertThat(stage.state()).isEqualTo(before);
    }

    @Test
    void J6_vmThatWasDeletedAndMadeAnewIsNotTakenForTheOldOne() throws Exception {
        VmState before = stage.state();
        var disk = laptop.domain(VM).orElseThrow().disks().get(0);
        laptop.machine.virshUndefine(VM);
        laptop.machine.createDomain(VM, Map.of("vda", Stage.SIZE));
        for (Command command : List.of(PUSH, PULL, START)) {
            Task task = stage.task(laptop, command);
            task.goOn();
            assertThat(task.refused()).as("%s", command).isPresent();
        }
        assertThat(stage.state()).isEqualTo(before);
        assertThat(laptop.domain(VM).orElseThrow().disks().get(0).source()).isNotEqualTo(disk.source());
    }

    @Test
    void J7_hostsWhoseClocksAreYearsApartHandOverAllTheSame() throws Exception {
        for (int day = 1; day <= 6; day++) {
            SimulatedHost here = day % 2 == 0 ? desktop : laptop;
            stage.session(here, day);
            assertThat(stage.state()
                            .snapshots()
                            .get(stage.state().head().orElseThrow())
                            .host()
                            .name())
                    .isEqualTo(here.name);
        }
        stage.done(laptop, PULL);
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
        List<java.time.Instant> times = stage
                .state()
                .ancestry(stage.state().head().orElseThrow())
                .stream()
                .map(snapshot -> snapshot.time())
                .toList();
        assertThat(times).isNotEqualTo(times.stream().sorted().toList());
        assertThat(times)
                .isNotEqualTo(times.stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    private Task heldBeforeEntry(SimulatedHost host, Command command) throws Exception {
        Task task = stage.task(host, command);
        task.run.holdAt("/pending");
        task.goOn();
        assertThat(task.outcome()).as(task.explanation()).isEqualTo("held");
        return task;
    }

    /** The first entry that is sent lands when its sender has given up, for nothing else gets through to the store. */
    private static FaultPlan entryLandsLateAndStoreIsGone() {
        AtomicBoolean gone = new AtomicBoolean();
        return operation -> {
            if (gone.get()) {
                return Optional.of(new Fault.Fail(what -> new TransientStorageException("no route to " + what)));
            }
            boolean entry =
                    operation.kind() == Operation.Kind.PUT && operation.key().contains("/journal/");
            gone.set(entry);
            return entry ? Optional.of(new Fault.Late(1_000_000)) : Optional.empty();
        };
    }

    private List<ObjectKey> journal() {
        return stage.store.snapshot().keys().stream()
                .filter(key -> key.value().contains("/journal/"))
                .toList();
    }

    private byte[] bytes(ObjectKey key) throws Exception {
        try (InputStream stream = stage.store.connect().read(key, ByteRange.ALL)) {
            return stream.readAllBytes();
        }
    }
}
