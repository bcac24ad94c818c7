package io.kss.core.transfer;

import java.util.List;

/** What one worker does next. */
sealed interface FetchWork {

    /** Chunks that lie close together in one pack, ascending, to be read in one go; or one that must be looked for. */
    record Stretch(List<Need> needs) implements FetchWork {}

    /** A run of zeroes that touches the regions of the delta from one position to another, both included. */
    record Zeroes(long offset, long length, int firstPosition, int lastPosition) implements FetchWork {}
}
