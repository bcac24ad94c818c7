package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.START_OFFLINE;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule J4, met by whole hosts: a store that was set back to an older backup. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SetBackStoreTest extends TwoHosts {

    @Test
    void J4_storeSetBackToAnOlderBackupIsRefusedByWhoSawMore() throws Exception {
        MemoryStore.Snapshot backup = stage.store.snapshot();
        stage.done(laptop, START);
        stage.write(laptop, 0, 100, 1);
        stage.done(laptop, STOP);
        byte[] work = stage.content(laptop);
        stage.store.restore(backup);

        for (Command command : List.of(PUSH, PULL, START, new Command.BreakLease(VM), new Command.CollectGarbage())) {
            Task task = stage.task(laptop, command);
            task.goOn();
            assertThat(task.refused()).as("%s", command).contains(Reason.HISTORY_REWRITTEN);
        }
        assertThat(stage.store.snapshot().keys()).isEqualTo(backup.keys());
        assertThat(stage.content(laptop)).isEqualTo(work);
        Task offline = stage.task(laptop, START_OFFLINE);
        offline.goOn();
        assertThat(stage.content(laptop)).isEqualTo(work);
    }

    @Test
    void J4_storeSetBackAndWrittenOnIsRefusedByWhoSawMore() throws Exception {
        MemoryStore.Snapshot backup = stage.store.snapshot();
        stage.session(laptop, 1);
        byte[] work = stage.content(laptop);
        stage.store.restore(backup);
        for (int day = 2; day < 6; day++) {
            for (Command command : List.of(START, STOP)) {
                Task task = stage.task(desktop, command);
                task.goOn();
                assertThat(task.outcome()).isEqualTo("done");
                if (command == START) {
                    desktop.machine.guest(VM).write("vda", 0, new byte[] {(byte) day});
                }
            }
            Task push = stage.task(laptop, PUSH);
            push.goOn();
            assertThat(push.refused()).contains(Reason.HISTORY_REWRITTEN);
        }
        assertThat(stage.content(laptop)).isEqualTo(work);
    }

    /** Nothing can be asked of the store here: it has lost what came after the backup. */
    @Override
    void everythingIsStillThere() {}
}
