package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sealed layers of a running domain become one, and the guest does not notice. */
abstract class CommittingContract extends HypervisorGroup {

    private Path bottom = Path.of("/");
    private Path one = Path.of("/");
    private Path two = Path.of("/");
    private Path three = Path.of("/");

    CommittingContract(HypervisorContract contract) {
        super(contract);
    }

    /** Written while each of the layers was active: the same place again and again, and a place of its own. */
    @BeforeEach
    void threeLayers() throws Exception {
        start();
        bottom = disk("vda").source();
        write(1);
        one = sealed("one");
        write(2);
        two = sealed("two");
        write(3);
        three = sealed("three");
        write(4);
    }

    @Test
    void theUpperLayersGoIntoTheLowestWhileTheGuestGoesOn() throws Exception {
        hypervisor().commit(request(two, one));

        assertThat(images().chain(three)).extracting(ImageInfo::file).containsExactly(three, one, bottom);
        assertThat(domain().state()).isEqualTo(RunState.RUNNING);
        assertThat(images().inUse(one)).isFalse();
        guestWrites("vda", 0, 5);
        hypervisor().powerOff(name);
        assertWritten(three, 5, 1, 2, 3, 4);
        assertWritten(one, 3, 1, 2, 3, 0);
        assertWritten(two, 3, 1, 2, 3, 0);
    }

    @Test
    void theDomainStartsFromTheShorterChainAndCanBeSealedAgain() throws Exception {
        hypervisor().commit(request(two, one));
        Path four = sealed("four");
        guestWrites("vda", 0, 6);
        hypervisor().powerOff(name);
        start();

        assertThat(images().chain(four)).extracting(ImageInfo::file).containsExactly(four, three, one, bottom);
        hypervisor().powerOff(name);
        assertWritten(four, 6, 1, 2, 3, 4);
    }

    @Test
    void theLayersOfOneDiskLeaveTheOtherAlone() throws Exception {
        Path other = disk("vdb").source();
        hypervisor().commit(request(two, one));

        assertThat(images().chain(other)).hasSize(4);
    }

    @Test
    void whatStandsInTheWrongOrderIsRefused() throws Exception {
        Refusal.of(() -> hypervisor().commit(request(one, two)), Reason.DAMAGED);
        Refusal.of(() -> hypervisor().commit(request(three, one)), Reason.DAMAGED);
        assertThat(images().chain(three)).hasSize(4);
    }

    @Test
    void aDomainThatIsOffIsRefused() throws Exception {
        hypervisor().powerOff(name);

        Refusal.of(() -> hypervisor().commit(request(two, one)), Reason.WRONG_STATE);
        assertThat(images().chain(three)).hasSize(4);
    }

    @Test
    void endingWhatDoesNotGoOnChangesNothing() throws Exception {
        hypervisor().endCommit(name, "vda");
        assertThat(images().chain(three)).hasSize(4);

        hypervisor().commit(request(two, one));
        hypervisor().endCommit(name, "vda");
        assertThat(images().chain(three)).hasSize(3);
    }

    private CommitRequest request(Path top, Path base) {
        return new CommitRequest(name, "vda", top, base, 0);
    }

    private Path sealed(String overlay) throws Exception {
        hypervisor().seal(sealing(overlay));
        return disk("vda").source();
    }

    private void write(int value) throws Exception {
        guestWrites("vda", 0, value);
        guestWrites("vda", value * 65536L, value);
    }

    private void assertWritten(Path file, int first, int... others) throws Exception {
        assertThat(read(file, 0)).isEqualTo(filled(first));
        for (int i = 0; i < others.length; i++) {
            assertThat(read(file, (i + 1) * 65536L)).isEqualTo(filled(others[i]));
        }
    }
}
