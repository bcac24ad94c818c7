package io.kss.spi.storage;

/** What must hold for a put to succeed. */
public enum PutCondition {
    /** Replace whatever is there. */
    ALWAYS,

    /** Succeed only if the key is free. Exclusive: of several concurrent writers exactly one wins. For objects up to 1 MiB. */
    IF_ABSENT
}
