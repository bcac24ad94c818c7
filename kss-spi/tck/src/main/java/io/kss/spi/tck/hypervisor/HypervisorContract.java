package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Hypervisor;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/**
 * Everything a {@link Hypervisor} must do. Extend it in a test class, say how domains come to be, and every test runs,
 * each on a domain of its own. Set up in a {@code @BeforeEach} method, tear down in an {@code @AfterEach} method: domains
 * whose names start with that of the test's domain, running or not, and the files in {@link #folder}.
 *
 * <p>The disk images have a contract of their own: {@link DiskImagesContract}.
 */
public abstract class HypervisorContract {

    /** For subclasses. */
    protected HypervisorContract() {}

    /** What is tested; the same within a test. */
    protected abstract Hypervisor hypervisor() throws Exception;

    /**
     * Creates the test's domain, as a user would with other tools: off, with the disks {@code vda} and {@code vdb}, both
     * qcow2 files of at least 1 MiB that stand on nothing.
     *
     * @return its name
     */
    protected abstract String createDomain() throws Exception;

    /** An absolute folder for further image files, which exists and is empty when the test begins. */
    protected abstract Path folder() throws Exception;

    /**
     * Writes as the guest in a domain would: into what the running process has open, or, if the domain is off, into the
     * top file of the persistent definition.
     *
     * @param bytes all of one value, but not 0
     */
    protected abstract void guestWrite(String domain, String target, long offset, byte[] bytes) throws Exception;

    /** Changes something in the persistent definition that belongs to the VM on every host, such as its memory. */
    protected abstract void changeDefinition(String domain) throws Exception;

    /** Stops a running domain's guest from executing: {@code virsh suspend}. */
    protected abstract void suspend(String domain) throws Exception;

    /** Saves a running domain's memory and stops it: {@code virsh managedsave}. */
    protected abstract void managedSave(String domain) throws Exception;

    /** Why domains can't be started here, so that half of the contract can't be tested; empty if they can. */
    protected Optional<String> whyNothingRuns() {
        return Optional.empty();
    }

    /** The name of a part that the test's domain can have, such as {@code nvram}; empty if there is none. */
    protected Optional<String> part() {
        return Optional.empty();
    }

    /**
     * Gives the test's domain, which is off, a VNC display without a password, on a port that the hypervisor chooses when
     * it starts the domain, and says so; the tests of displays are left out if this can't be done.
     */
    protected boolean addDisplay(String domain) throws Exception {
        return false;
    }

    /** The address by which {@link #hypervisor} reaches itself as another host; empty if there is none. */
    protected Optional<String> address() throws Exception {
        return Optional.empty();
    }

    @Nested
    class Describing extends DescribingContract {
        Describing() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Sealing extends SealingContract {
        Sealing() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class CompletingSeals extends CompletingSealsContract {
        CompletingSeals() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Committing extends CommittingContract {
        Committing() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Defining extends DefiningContract {
        Defining() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Parts extends PartsContract {
        Parts() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Running extends RunningContract {
        Running() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Displaying extends DisplayingContract {
        Displaying() {
            super(HypervisorContract.this);
        }
    }

    @Nested
    class Hibernating extends HibernatingContract {
        Hibernating() {
            super(HypervisorContract.this);
        }
    }
}
