package io.kss.core.operation;

import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.util.List;

/**
 * What merging came to.
 *
 * @param state the journal with it, or without if it was only asked what it would come to
 * @param ended what is no restore point any more
 * @param revised what was described anew
 * @param writtenBytes size of the new manifests
 */
public record MergeOutcome(
        VmState state, List<PublishedSnapshot> ended, List<PublishedSnapshot> revised, long writtenBytes) {}
