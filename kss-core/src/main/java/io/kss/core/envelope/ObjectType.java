package io.kss.core.envelope;

/** What an enveloped object is; its number is part of the format and never changes. */
public enum ObjectType {
    JOURNAL_ENTRY(1),
    MANIFEST(2),
    CHUNK_INDEX(3),
    COLLECTION(4),
    NAME(5),
    SUSPECTS(6),
    PACK_FOOTER(7);

    private final int number;

    ObjectType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
