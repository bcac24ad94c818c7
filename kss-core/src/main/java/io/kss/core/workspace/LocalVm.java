package io.kss.core.workspace;

import io.kss.core.identity.VmId;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything this host remembers of one VM.
 *
 * @param vm its identity in the repository
 * @param name its name here
 * @param chain its files
 * @param tokens lease tokens that this host drew; it is the holder exactly if the present lease's token is among them
 * @param seenLease the lease as it was at the last contact
 * @param unleased whether the VM was started here without the lease since the last contact
 * @param conflict the branch in the repository that holds this host's side of a conflict that nobody ended yet
 * @param intent what was begun and not finished
 * @param asides files that were renamed out of the way because they looked empty
 * @param memory the memory image that belongs to the snapshot it stands on
 */
public record LocalVm(
        VmId vm,
        String name,
        LocalChain chain,
        Set<String> tokens,
        Optional<SeenLease> seenLease,
        boolean unleased,
        Optional<String> conflict,
        Optional<Intent> intent,
        List<Path> asides,
        Optional<LocalMemory> memory) {

    public LocalVm {
        tokens = Set.copyOf(tokens);
        asides = List.copyOf(asides);
    }

    /** One of which nothing is known yet but its files. */
    public static LocalVm met(VmId vm, String name, LocalChain chain) {
        return new LocalVm(
                vm,
                name,
                chain,
                Set.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    public LocalVm withIdentity(VmId value) {
        return new LocalVm(value, name, chain, tokens, seenLease, unleased, conflict, intent, asides, memory);
    }

    /** The memory image from which it can go on, as far as this host knows. */
    public Optional<LocalMemory> usableMemory() {
        return memory.filter(found -> !found.spent() && chain.base().equals(Optional.of(found.snapshot())));
    }

    public LocalVm withMemory(Optional<LocalMemory> value) {
        return new LocalVm(vm, name, chain, tokens, seenLease, unleased, conflict, intent, asides, value);
    }

    public LocalVm withChain(LocalChain value) {
        return new LocalVm(vm, name, value, tokens, seenLease, unleased, conflict, intent, asides, memory);
    }

    public LocalVm withToken(String token) {
        Set<String> more = new LinkedHashSet<>(tokens);
        more.add(token);
        return new LocalVm(vm, name, chain, more, seenLease, unleased, conflict, intent, asides, memory);
    }

    /** Remembers the lease; of the tokens only the holder's own is worth keeping. */
    public LocalVm withLease(Optional<SeenLease> seen, Set<String> liveTokens) {
        return new LocalVm(vm, name, chain, liveTokens, seen, unleased, conflict, intent, asides, memory);
    }

    public LocalVm withUnleased(boolean value) {
        return new LocalVm(vm, name, chain, tokens, seenLease, value, conflict, intent, asides, memory);
    }

    public LocalVm withConflict(Optional<String> branch) {
        return new LocalVm(vm, name, chain, tokens, seenLease, unleased, branch, intent, asides, memory);
    }

    public LocalVm withIntent(Optional<Intent> value) {
        return new LocalVm(vm, name, chain, tokens, seenLease, unleased, conflict, value, asides, memory);
    }

    public LocalVm withAsides(List<Path> files) {
        return new LocalVm(vm, name, chain, tokens, seenLease, unleased, conflict, intent, files, memory);
    }
}
