package io.kss.core;

import java.util.OptionalLong;

/**
 * How to take over.
 *
 * @param bandwidth bytes per second that may cross from host to host; empty for no limit
 * @param postCopy let the guest go on here as soon as its memory has crossed once, and fetch what it lacks as it needs it. No
 *     guest is too busy for that; but until the rest has come its memory is on both hosts, and if one of them or the link
 *     is lost for good, the guest can only boot anew, from disks that are complete here
 */
public record TakeoverOptions(OptionalLong bandwidth, boolean postCopy) {
    public static final TakeoverOptions DEFAULT = new TakeoverOptions(OptionalLong.empty(), false);
}
