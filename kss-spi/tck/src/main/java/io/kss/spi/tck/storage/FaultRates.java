package io.kss.spi.tck.storage;

import java.util.Optional;
import java.util.Random;

/**
 * How likely each fault is at each operation, from 0 to 1; together at most 1.
 *
 * @param fail a transient failure without effect
 * @param replyLost a put that takes effect although its caller does not learn it
 * @param late a put that takes effect later
 * @param tear a connection that breaks in the middle
 * @param crash the end of the process, before or after the effect
 * @param greatestDelay after how many operations a late put lands at the latest; at least 1
 */
public record FaultRates(double fail, double replyLost, double late, double tear, double crash, int greatestDelay) {

    /** No faults; a start for the {@code with} methods. */
    public static final FaultRates NONE = new FaultRates(0, 0, 0, 0, 0, 1);

    /** @throws IllegalArgumentException if a rate is negative, or they add up to more than 1 */
    public FaultRates {
        boolean negative = fail < 0 || replyLost < 0 || late < 0 || tear < 0 || crash < 0;
        if (negative || fail + replyLost + late + tear + crash > 1 || greatestDelay < 1) {
            throw new IllegalArgumentException("rates must be at least 0 and together at most 1");
        }
    }

    /** These rates with another one of transient failures. */
    public FaultRates withFail(double rate) {
        return new FaultRates(rate, replyLost, late, tear, crash, greatestDelay);
    }

    /** These rates with another one of lost replies. */
    public FaultRates withReplyLost(double rate) {
        return new FaultRates(fail, rate, late, tear, crash, greatestDelay);
    }

    /** These rates with another one of late puts, and their greatest delay in operations. */
    public FaultRates withLate(double rate, int delay) {
        return new FaultRates(fail, replyLost, rate, tear, crash, delay);
    }

    /** These rates with another one of torn operations. */
    public FaultRates withTear(double rate) {
        return new FaultRates(fail, replyLost, late, rate, crash, greatestDelay);
    }

    /** These rates with another one of crashes. */
    public FaultRates withCrash(double rate) {
        return new FaultRates(fail, replyLost, late, tear, rate, greatestDelay);
    }

    Optional<Fault> pick(Random random) {
        double roll = random.nextDouble();
        // Drawn always, so that one more fault does not shift the fate of all later operations.
        int detail = random.nextInt(Integer.MAX_VALUE);
        if ((roll -= fail) < 0) {
            return Optional.of(Fault.failTransiently());
        }
        if ((roll -= replyLost) < 0) {
            return Optional.of(new Fault.ReplyLost());
        }
        if ((roll -= late) < 0) {
            return Optional.of(new Fault.Late(1 + detail % greatestDelay));
        }
        if ((roll -= tear) < 0) {
            return Optional.of(new Fault.Tear(detail % 5000));
        }
        return roll - crash < 0 ? Optional.of(new Fault.Crash(detail % 2 == 0)) : Optional.empty();
    }
}
