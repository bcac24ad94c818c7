package io.kss.core.conflict;

/** How this host stands to the repository, for one VM. */
public enum Relation {
    /** The VM here is the repository's head. */
    IN_SYNC,
    /** This host has work that the repository lacks, made on the repository's head. */
    AHEAD,
    /** The repository has a newer head, and this host nothing of its own. */
    BEHIND,
    /** Each side has what the other lacks: a person decides. */
    DIVERGED,
    /** Only this host knows the VM; the first push brings it into the repository. */
    ONLY_HERE,
    /** Only the repository knows the VM; pull or start brings it here. */
    ONLY_IN_REPOSITORY,
    /** The store can't be reached; what is known of this host is told. */
    UNKNOWN
}
