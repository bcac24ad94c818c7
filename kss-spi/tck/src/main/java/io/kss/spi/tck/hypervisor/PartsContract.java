package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

/** What belongs to a snapshot apart from disks and definition is read and put in place, as a whole or not at all. */
abstract class PartsContract extends HypervisorGroup {

    PartsContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void partThatWasPutInPlaceIsRead() throws Exception {
        String part = part();
        byte[] first = read(part);
        byte[] changed = first.clone();
        changed[changed.length / 2] ^= 1;
        hypervisor().writePart(name, part, new ByteArrayInputStream(changed));

        assertThat(domain().parts()).contains(part).isSorted();
        assertThat(read(part)).isEqualTo(changed).isNotEqualTo(first);
        hypervisor().writePart(name, part, new ByteArrayInputStream(first));
        assertThat(read(part)).isEqualTo(first);
    }

    @Test
    void partThatEndsEarlyLeavesTheOldOneInPlace() throws Exception {
        String part = part();
        byte[] before = read(part);
        InputStream torn = new SequenceInputStream(new ByteArrayInputStream(new byte[100]), new FailingStream());

        Refusal.of(() -> hypervisor().writePart(name, part, torn));
        assertThat(read(part)).isEqualTo(before);
    }

    @Test
    void partOfARunningDomainIsNotReplaced() throws Exception {
        String part = part();
        start();

        Refusal.of(
                () -> hypervisor().writePart(name, part, new ByteArrayInputStream(new byte[100])), Reason.WRONG_STATE);
    }

    @Test
    void unknownPartIsRefused() {
        Refusal.of(
                () -> hypervisor().writePart(name, "no-such-part", new ByteArrayInputStream(new byte[1])),
                Reason.UNSUPPORTED);
    }

    @Test
    void partOfAnUnknownDomainIsRefused() {
        Refusal.of(
                () -> hypervisor().writePart(name + "-unknown", "nvram", new ByteArrayInputStream(new byte[1])),
                Reason.NO_SUCH_DOMAIN);
    }

    private String part() throws Exception {
        assumeTrue(contract.part().isPresent(), "this domain has no parts");
        String part = contract.part().orElseThrow();
        assertThat(domain().parts()).contains(part);
        return part;
    }

    private byte[] read(String part) throws Exception {
        try (InputStream content = hypervisor().readPart(name, part)) {
            return content.readAllBytes();
        }
    }

    /** A store that goes away in the middle. */
    private static final class FailingStream extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("the store went away");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("the store went away");
        }
    }
}
