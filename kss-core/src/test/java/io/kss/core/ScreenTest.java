package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.Display;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a VM runs is found out from any host, and what can be seen of it there. */
class ScreenTest extends TwoHosts {

    private static final Display VNC = new Display(
            Display.Protocol.VNC, Optional.of(new Display.Port("127.0.0.1", 5907)), OptionalInt.empty(), true);
    private static final OtherHosts PEERS = name -> new OtherHost(name, name, Optional.empty());

    @BeforeEach
    void itRunsOnTheDesktop() throws Exception {
        laptop.machine.reaches(desktop.machine, true);
        desktop.machine.addDisplay(VM, VNC);
        desktop.vm(VM).start(StartOptions.DEFAULT);
    }

    @Test
    void vmThatRunsHereIsSeenHere() throws Exception {
        VmScreen screen = desktop.vm(VM).screen(Optional.empty(), PEERS);

        assertThat(screen.host()).isEmpty();
        assertThat(screen.displays()).containsExactly(VNC);
    }

    @Test
    void vmThatAnotherHostHasIsSeenThereAndNothingChanges() throws Exception {
        VmScreen screen = laptop.vm(VM).screen(Optional.empty(), PEERS);

        assertThat(screen.host().orElseThrow().name()).isEqualTo("desktop");
        assertThat(screen.displays()).containsExactly(VNC);
        assertThat(desktop.vm(VM).status().leaseIsOurs()).isTrue();
        assertThat(laptop.vm(VM).status().managed()).isFalse();
    }

    @Test
    void vmThatIsOffIsSeenNowhere() throws Exception {
        desktop.vm(VM).stop(StopOptions.DEFAULT);

        assertThat(refused(Reason.WRONG_VM_STATE, laptop).waysOut().get(0)).isEqualTo("kss start daily");
        refused(Reason.WRONG_VM_STATE, desktop);
    }

    @Test
    void vmWhoseHolderWentOffWithoutAWordIsSeenNowhere() throws Exception {
        desktop.machine.virshDestroy(VM);

        KssException refusal = refused(Reason.WRONG_VM_STATE, laptop);
        assertThat(refusal.facts()).containsEntry("peer", "desktop");
        assertThat(refusal.message()).contains("does not run on desktop");
        assertThat(refused(Reason.WRONG_VM_STATE, desktop).message()).contains("this host holds its lease");
    }

    @Test
    void unknownVmIsSeenNowhere() {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> laptop.vm("gaming").screen(Optional.empty(), PEERS))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.NO_SUCH_VM));
    }

    @Test
    void hostThatCantBeReachedIsNamed() throws Exception {
        laptop.machine.reaches(desktop.machine, false);

        KssException refusal = refused(Reason.PEER_UNREACHABLE, laptop);
        assertThat(refusal.message()).contains("desktop");
        assertThat(refusal.waysOut().toString()).contains("[peers.desktop]");
    }

    @Test
    void hostThatNobodyToldAboutIsForTheCallerToExplain() {
        KssException unknown = new KssException(Reason.WRONG_USAGE, "unknown");

        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> laptop.vm(VM).screen(Optional.empty(), name -> {
                    assertThat(name).isEqualTo("desktop");
                    throw unknown;
                }))
                .isSameAs(unknown);
    }

    @Test
    void vmWithoutADisplayIsRefusedWithTheWayOut() throws Exception {
        desktop.withVm("server").vm("server").start(StartOptions.DEFAULT);

        for (TestHost from : new TestHost[] {desktop, laptop}) {
            assertThatExceptionOfType(KssException.class)
                    .isThrownBy(() -> from.vm("server").screen(Optional.empty(), PEERS))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_VM))
                    .satisfies(
                            refusal -> assertThat(refusal.waysOut().toString()).contains("virsh edit server"));
        }
    }

    @Test
    void withoutTheStoreTheHolderThatWasSeenLastIsAsked() throws Exception {
        laptop.storeAway(true);
        assertThat(refused(Reason.STORE_UNAVAILABLE, laptop).waysOut().get(0)).contains("--on HOST");

        assertThat(laptop.vm(VM).screen(Optional.of("desktop"), PEERS).displays())
                .containsExactly(VNC);
        laptop.storeAway(false);
        laptop.vm(VM).pull(Optional.empty());
        laptop.storeAway(true);
        assertThat(laptop.vm(VM).screen(Optional.empty(), PEERS).displays()).containsExactly(VNC);
    }

    private static KssException refused(Reason reason, TestHost host) throws Exception {
        try {
            VmScreen screen = host.vm(VM).screen(Optional.empty(), PEERS);
            throw new AssertionError("not refused: " + screen);
        } catch (KssException e) {
            assertThat(e.reason()).isEqualTo(reason);
            return e;
        }
    }
}
