package io.kss.core.examine;

import io.kss.core.failure.KssException;
import io.kss.core.gc.Suspects;
import io.kss.core.repository.Census;
import io.kss.core.repository.Repository;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.util.Optional;

/** Looks at a store that could be reached. */
public final class StoreExamination {

    private static final String SUBJECT = "store";
    private static final long LITTLE_ROOM = 1L << 30;

    private final Remarks remarks;

    public StoreExamination(Remarks remarks) {
        this.remarks = remarks;
    }

    /** Says what is there. Store failures are the caller's to tell. */
    public void examine(Repository repository) throws KssException, IOException {
        String name = repository.backend().displayName();
        Census census = repository.census();
        remarks.ok(
                SUBJECT,
                "The store " + name + " holds the repository " + repository.id() + " with "
                        + census.vms().size() + " VM(s).");
        census.problems().forEach(problem -> remarks.problem(SUBJECT, problem));
        Optional<StoreSpace> space = repository.backend().space();
        if (space.isPresent()) {
            String message = "The store " + name + " has "
                    + HostExamination.room(space.get().free()) + " free.";
            if (space.get().free() < LITTLE_ROOM) {
                remarks.warning(SUBJECT, message, "free space on the NAS, e.g. with kss gc");
            } else {
                remarks.ok(SUBJECT, message);
            }
        }
        int suspects = new Suspects(repository.backend()).chunks().size();
        if (suspects > 0) {
            remarks.problem(
                    SUBJECT,
                    "A verification found " + suspects + " damaged chunk(s) that were not sent again yet.",
                    "kss verify --deep tells which VMs are affected and where to run kss push VM --repair");
        }
    }
}
