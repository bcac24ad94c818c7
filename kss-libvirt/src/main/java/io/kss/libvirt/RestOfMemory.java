package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.connection.Job;
import io.kss.libvirt.connection.Migration;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how the rest of a domain's memory comes after it went on here (post-copy), and connects the two halves anew where
 * the link between them was cut. The two QEMUs do not notice a cut by themselves for many minutes, so one that does not
 * move is cut on purpose.
 */
final class RestOfMemory {

    private static final Logger LOG = LoggerFactory.getLogger(RestOfMemory.class);

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SUSPICIOUS = Duration.ofSeconds(5);

    private final MoveRequest request;
    private final DomainHandle source;
    private final DomainHandle present;
    private final String hereUri;
    private final MoveListener listener;
    private final Asking there;

    private Job last = Job.UNKNOWN;
    private long lastChange = System.nanoTime();
    private boolean interruptedOnPurpose;

    RestOfMemory(
            MoveRequest request, DomainHandle source, DomainHandle present, String hereUri, MoveListener listener) {
        this.request = request;
        this.source = source;
        this.present = present;
        this.hereUri = hereUri;
        this.listener = listener;
        this.there = new Asking(request.from());
    }

    void toTheEnd() throws HypervisorException {
        @Nullable Migration again = null;
        try {
            while (present.isSplit()) {
                look();
                if (again == null && present.isCutInTwo() && there.ask(source::isCutInTwo)) {
                    again = Migration.start(
                            Migration.Mode.REST,
                            request.from(),
                            request.domain(),
                            hereUri,
                            "",
                            List.of(),
                            request.reachedAt(),
                            request.bandwidth());
                    lastChange = System.nanoTime();
                } else if (again == null && !interruptedOnPurpose && idle().compareTo(SUSPICIOUS) > 0) {
                    interrupt();
                }
                if (idle().compareTo(request.patience()) > 0) {
                    throw new HypervisorException(
                            Reason.UNAVAILABLE,
                            "the rest of the memory of VM '" + request.domain() + "' does not come from "
                                    + request.from() + "; check the network between the two hosts");
                }
                pause(again);
            }
        } finally {
            if (again != null) {
                again.close();
            }
        }
    }

    private void look() throws HypervisorException {
        Optional<Job> job = there.ask(source::job);
        if (job.isPresent() && !job.get().equals(last)) {
            last = job.get();
            lastChange = System.nanoTime();
            listener.moving(last.done(), last.total());
        }
    }

    private void interrupt() {
        interruptedOnPurpose = true;
        try {
            boolean unused = there.ask(() -> {
                source.pausePostCopy();
                return true;
            });
        } catch (HypervisorException e) {
            LOG.debug("it may have been cut already", e);
        }
    }

    private void pause(@Nullable Migration again) throws HypervisorException {
        if (again != null && !again.isOver()) {
            boolean unused = again.ended(LOOK);
            return;
        }
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(
                    Reason.FAILED, "interrupted while the memory of VM '" + request.domain() + "' was coming", e);
        }
    }

    private Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastChange);
    }
}
