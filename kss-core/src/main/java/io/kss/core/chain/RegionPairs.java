package io.kss.core.chain;

import io.kss.core.manifest.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks two ascending lists of regions side by side. */
final class RegionPairs {

    private final List<Region> lefts;
    private final List<Region> rights;
    private int nextLeft;
    private int nextRight;
    private @Nullable Region left;
    private @Nullable Region right;
    private int index;

    RegionPairs(List<Region> lefts, List<Region> rights) {
        this.lefts = lefts;
        this.rights = rights;
    }

    /** Goes to the next index that either list has. */
    boolean next() {
        Region l = nextLeft < lefts.size() ? lefts.get(nextLeft) : null;
        Region r = nextRight < rights.size() ? rights.get(nextRight) : null;
        if (l == null && r == null) {
            return false;
        }
        index = Math.min(l == null ? Integer.MAX_VALUE : l.index(), r == null ? Integer.MAX_VALUE : r.index());
        left = l != null && l.index() == index ? l : null;
        right = r != null && r.index() == index ? r : null;
        nextLeft += left == null ? 0 : 1;
        nextRight += right == null ? 0 : 1;
        return true;
    }

    int index() {
        return index;
    }

    @Nullable
    Region left() {
        return left;
    }

    @Nullable
    Region right() {
        return right;
    }
}
