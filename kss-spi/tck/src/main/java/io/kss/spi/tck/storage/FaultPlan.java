package io.kss.spi.tck.storage;

import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** Decides which operations of a {@link FaultyBackend} go wrong. Asked once for each operation; must be thread-safe. */
@FunctionalInterface
public interface FaultPlan {

    /** The fault of an operation, or empty if it goes well. */
    Optional<Fault> faultFor(Operation operation);

    /** Everything goes well. */
    static FaultPlan none() {
        return operation -> Optional.empty();
    }

    /** The operation with a {@link Operation#number} goes wrong. */
    static FaultPlan at(long number, Fault fault) {
        return when(operation -> operation.number() == number, fault);
    }

    /** The operation with a kind and a {@link Operation#numberOfKind} goes wrong. */
    static FaultPlan at(Operation.Kind kind, long number, Fault fault) {
        return when(operation -> operation.kind() == kind && operation.numberOfKind() == number, fault);
    }

    /** Every operation that matches goes wrong. */
    static FaultPlan when(Predicate<Operation> matches, Fault fault) {
        return operation -> matches.test(operation) ? Optional.of(fault) : Optional.empty();
    }

    /** Faults at random: the same seed and the same sequence of operations give the same faults. */
    static FaultPlan random(long seed, FaultRates rates) {
        Random random = new Random(seed);
        return operation -> {
            synchronized (random) {
                return rates.pick(random);
            }
        };
    }

    /** This plan, and where it has no fault, another one. Both are asked each time, so that both count alike. */
    default FaultPlan or(FaultPlan other) {
        return operation -> {
            Optional<Fault> first = faultFor(operation);
            Optional<Fault> second = other.faultFor(operation);
            return first.isPresent() ? first : second;
        };
    }
}
