package io.kss.cli.session;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.failure.CrashLog;
import io.kss.cli.failure.Refusal;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns whatever went wrong into a refusal; the details of what nobody foresaw go to a file. */
public final class Failures {

    private final Session session;
    private final Interruption interruption;
    private final CrashLog crashLog;

    @Inject
    Failures(Session session, Interruption interruption, CrashLog crashLog) {
        this.session = session;
        this.interruption = interruption;
        this.crashLog = crashLog;
    }

    public Refusal refusal(Throwable failure, List<String> arguments) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException wrong) {
                return Refusal.of(wrong);
            }
        }
        if (failure instanceof KssException refused && refused.reason() != Reason.UNEXPECTED) {
            return refused.reason() == Reason.INTERRUPTED ? Refusal.interrupted() : Refusal.of(refused);
        }
        if (interruption.requested() || failure instanceof InterruptedException) {
            return Refusal.interrupted();
        }
        // Never on the terminal: what a user can act on is in the message.
        Optional<Path> log = crashLog.write(failure, arguments, session.stateFolder());
        return Refusal.unexpected(summary(failure)
                + log.map(file -> " The details are in " + file + "; please report them.")
                        .orElse(" The details could not be written anywhere; set KSS_DEBUG=1 to see them."));
    }

    private static String summary(Throwable failure) {
        if (failure instanceof KssException refused) {
            return refused.message();
        }
        if (failure instanceof OutOfMemoryError) {
            return "There was not enough memory; give more with KSS_JAVA_OPTS=-Xmx1g. Nothing is lost.";
        }
        String message = failure.getMessage();
        return "This should not have happened: " + failure.getClass().getSimpleName()
                + (message == null ? "" : ": " + message) + ". Nothing that was stored is lost.";
    }
}
