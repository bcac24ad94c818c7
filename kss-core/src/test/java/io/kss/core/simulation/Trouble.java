package io.kss.core.simulation;

import io.kss.spi.tck.storage.FaultRates;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What goes wrong during one run of kss.
 *
 * @param crash where the process dies
 * @param failing where a step of the hypervisor fails
 * @param suspend before which of the points that the command's own thread passes it is held, from 1; 0 for never
 * @param rates how often operations of the store go wrong
 * @param away after how many operations the store can't be reached any more; -1 for never
 * @param readOnly whether the store takes nothing
 * @param storeRoom how many bytes the store still takes; -1 for any
 * @param localRoom how many bytes the host's disk still takes; -1 for any
 * @param stateFull from which write on the state folder has no room; 0 for never
 */
record Trouble(
        Optional<Point> crash,
        Optional<Point> failing,
        int suspend,
        FaultRates rates,
        int away,
        boolean readOnly,
        long storeRoom,
        long localRoom,
        int stateFull) {

    static final Trouble NONE =
            new Trouble(Optional.empty(), Optional.empty(), 0, FaultRates.NONE, -1, false, -1, -1, 0);

    /**
     * A point that a process passes.
     *
     * @param worker whether threads of a transfer are counted, instead of the command's own
     * @param number which of them, from 1
     * @param after of an operation of the store or a failing step: after its effect instead of before
     */
    record Point(Place place, boolean worker, int number, boolean after) {
        @Override
        public String toString() {
            return place.name().toLowerCase(java.util.Locale.ROOT)
                    + (worker ? " worker #" : " #")
                    + number
                    + (after ? " after" : "");
        }
    }

    Trouble withCrash(Point point) {
        return new Trouble(
                Optional.of(point), failing, suspend, rates, away, readOnly, storeRoom, localRoom, stateFull);
    }

    Trouble withFailing(Point point) {
        return new Trouble(crash, Optional.of(point), suspend, rates, away, readOnly, storeRoom, localRoom, stateFull);
    }

    Trouble withSuspend(int point) {
        return new Trouble(crash, failing, point, rates, away, readOnly, storeRoom, localRoom, stateFull);
    }

    Trouble withRates(FaultRates value) {
        return new Trouble(crash, failing, suspend, value, away, readOnly, storeRoom, localRoom, stateFull);
    }

    Trouble withAway(int operations) {
        return new Trouble(crash, failing, suspend, rates, operations, readOnly, storeRoom, localRoom, stateFull);
    }

    Trouble withReadOnly() {
        return new Trouble(crash, failing, suspend, rates, away, true, storeRoom, localRoom, stateFull);
    }

    Trouble withStoreRoom(long bytes) {
        return new Trouble(crash, failing, suspend, rates, away, readOnly, bytes, localRoom, stateFull);
    }

    Trouble withLocalRoom(long bytes) {
        return new Trouble(crash, failing, suspend, rates, away, readOnly, storeRoom, bytes, stateFull);
    }

    Trouble withStateFull(int write) {
        return new Trouble(crash, failing, suspend, rates, away, readOnly, storeRoom, localRoom, write);
    }

    /** One kind of trouble at most, and perhaps held for a while. */
    static Trouble random(Random random) {
        Trouble trouble = NONE;
        int kind = random.nextInt(100);
        if (kind < 18) {
            trouble = trouble.withCrash(point(random, List.of(Place.values()).get(random.nextInt(3))));
        } else if (kind < 24) {
            Point point = point(random, Place.HYPERVISOR);
            trouble = trouble.withFailing(point);
        } else if (kind < 36) {
            trouble = trouble.withRates(rates(random));
        } else if (kind < 42) {
            trouble = trouble.withAway(random.nextBoolean() ? 0 : some(random, 15));
        } else if (kind < 44) {
            trouble = trouble.withReadOnly();
        } else if (kind < 47) {
            trouble = trouble.withStoreRoom(some(random, 200_000));
        } else if (kind < 50) {
            trouble = trouble.withLocalRoom(some(random, 400_000));
        } else if (kind < 52) {
            trouble = trouble.withStateFull(some(random, 6));
        }
        return random.nextInt(100) < 30 ? trouble.withSuspend(some(random, 60)) : trouble;
    }

    private static Point point(Random random, Place place) {
        boolean worker = random.nextInt(4) == 0;
        int typical = worker ? 8 : place == Place.HYPERVISOR ? 50 : 15;
        return new Point(place, worker, some(random, typical), random.nextBoolean());
    }

    private static FaultRates rates(Random random) {
        return FaultRates.NONE
                .withFail(random.nextInt(3) * 0.05)
                .withReplyLost(random.nextInt(3) * 0.07)
                .withLate(random.nextInt(3) * 0.07, 200)
                .withTear(random.nextInt(3) * 0.04);
    }

    /** More often few than many. */
    private static int some(Random random, int typical) {
        return 1 + (int) (-Math.log(1 - random.nextDouble()) * typical);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        crash.ifPresent(point -> text.append(" crash ").append(point));
        failing.ifPresent(point -> text.append(" failing ").append(point));
        append(text, suspend > 0, " suspended at ", suspend);
        append(text, !rates.equals(FaultRates.NONE), " ", rates);
        append(text, away >= 0, " store away after ", away);
        append(text, readOnly, " store read-only", "");
        append(text, storeRoom >= 0, " room on the store ", storeRoom);
        append(text, localRoom >= 0, " room here ", localRoom);
        append(text, stateFull > 0, " state full at ", stateFull);
        return text.toString();
    }

    private static void append(StringBuilder text, boolean wanted, String label, Object value) {
        if (wanted) {
            text.append(label).append(value);
        }
    }
}
