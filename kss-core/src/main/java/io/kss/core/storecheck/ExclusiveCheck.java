package io.kss.core.storecheck;

import io.kss.core.repository.ExclusiveCreateProof;
import io.kss.spi.storage.StorageException;
import java.util.Optional;

/** Of several writers of one name exactly one wins, and the others leave its object alone. */
final class ExclusiveCheck implements Check {

    private static final int RACERS = 8;
    private static final int ROUNDS = 15;

    @Override
    public String subject() {
        return "exclusive create";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException, InterruptedException {
        Optional<String> flaw = new ExclusiveCreateProof(probe.connections(), probe.folder(), RACERS, ROUNDS).flaw();
        if (flaw.isPresent()) {
            throw new Flaw("Two hosts could overwrite each other's work: " + flaw.get() + ".");
        }
        return "Of " + RACERS + " writers of one name exactly one won, " + ROUNDS + " times, over "
                + probe.connections().size() + " connections; a create that failed left the object as it was.";
    }
}
