package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One merge of a running domain's layers, piece by piece. It belongs to the domain, and outlives who asked for it. */
final class MemoryCommit {

    private final MemoryDomain domain;
    private final String target;
    private final Chain chain;
    private final int top;
    private final int base;
    private final List<SparseBytes.Run> left = new ArrayList<>();

    private MemoryCommit(MemoryDomain domain, String target, Chain chain, int top, int base) {
        this.domain = domain;
        this.target = target;
        this.chain = chain;
        this.top = top;
        this.base = base;
    }

    static MemoryCommit begin(MemoryDomain domain, CommitRequest request) throws HypervisorException {
        Chain chain = domain.live.get(request.target());
        if (!domain.state.active() || chain == null) {
            throw new HypervisorException(
                    Reason.WRONG_STATE, domain.name + " does not run with a disk " + request.target());
        }
        if (domain.commits.containsKey(request.target())) {
            throw new HypervisorException(
                    Reason.WRONG_STATE, "layers of " + request.target() + " of " + domain.name + " are being merged");
        }
        List<Path> files = chain.layers().stream().map(Chain.Layer::path).toList();
        int top = files.indexOf(request.top());
        int base = files.indexOf(request.base());
        if (top < 1 || base <= top) {
            throw new HypervisorException(
                    Reason.DAMAGED,
                    request.base() + " is not below " + request.top() + " and both below the active layer: " + files);
        }
        MemoryCommit commit = new MemoryCommit(domain, request.target(), chain, top, base);
        SparseBytes merged = new SparseBytes();
        for (int i = base - 1; i >= top; i--) {
            ImageFile file = chain.layers().get(i).file();
            file.content.within(0, file.size).forEach(merged::put);
        }
        commit.left.addAll(merged.within(0, chain.layers().get(top).file().size));
        ImageFile lowest = commit.lowest();
        lowest.writer = commit;
        lowest.readOnly = false;
        domain.commits.put(request.target(), commit);
        return commit;
    }

    /** Copies a piece; returns whether there are more. */
    boolean copy(ImageStore store) throws HypervisorException {
        if (domain.commits.get(target) != this) {
            throw new HypervisorException(
                    Reason.WRONG_STATE, "merging layers of " + target + " of " + domain.name + " was broken off");
        }
        if (!left.isEmpty()) {
            lowest().content.put(left.remove(0));
            store.written(lowest());
        }
        return !left.isEmpty();
    }

    void end(ImageStore store) throws HypervisorException {
        while (copy(store)) {
            // The rest of it.
        }
        Chain.Layer above = chain.layers().get(top - 1);
        Chain.Layer below = chain.layers().get(base);
        above.file().backing = Optional.of(ImageStore.relative(above.path(), below.path()));
        store.written(above.file());
        chain.layers().subList(top, base).forEach(layer -> layer.file().readers--);
        List<Chain.Layer> layers = new ArrayList<>(chain.layers().subList(0, top));
        layers.addAll(chain.layers().subList(base, chain.layers().size()));
        domain.live.put(target, new Chain(layers));
        breakOff();
    }

    void breakOff() {
        ImageStore.release(lowest(), this);
        domain.commits.remove(target);
    }

    private ImageFile lowest() {
        return chain.layers().get(base).file();
    }
}
