package io.kss.cli.plugin;

import java.util.ServiceConfigurationError;

/** Says why a plugin does not work, in the words of whoever has to mend it. */
public final class Breakage {

    private Breakage() {}

    /** The end of a sentence. */
    public static String reason(Throwable failure) {
        Throwable cause = failure.getCause() != null && failure instanceof ServiceConfigurationError
                ? failure.getCause()
                : failure;
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof UnsupportedClassVersionError) {
            return "it needs a newer Java (" + message + ")";
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "it lacks the class " + message.replace('/', '.');
        }
        if (cause instanceof LinkageError) {
            return "it was built for another version of kss (" + message + ")";
        }
        return cause == failure ? message : cause.getClass().getSimpleName() + ": " + message;
    }
}
