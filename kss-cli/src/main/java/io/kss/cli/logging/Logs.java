package io.kss.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where log messages go: warnings to a file beside this host's bookkeeping, and everything of kss itself to standard error
 * if the user asked for it. Nothing is opened, and logging is not even set up, before somebody logs. One per process.
 */
public final class Logs {

    private static final long MAX_SIZE = 5_000_000;
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} [%thread] %level %logger: %msg%n";

    private static final AtomicReference<@Nullable Path> FOLDER = new AtomicReference<>();
    private static final AtomicBoolean VERBOSE = new AtomicBoolean();
    private static final AtomicReference<@Nullable LoggerContext> CONTEXT = new AtomicReference<>();

    private Logs() {}

    /** Log messages from now on also go to standard error, those of kss in more detail. */
    public static void verbose() {
        VERBOSE.set(true);
        reconfigure();
    }

    /** Warnings from now on go to {@code kss.log} in a folder. */
    public static void toFolder(Path folder) {
        FOLDER.set(folder);
        reconfigure();
    }

    private static void reconfigure() {
        LoggerContext context = CONTEXT.get();
        if (context != null) {
            configure(context);
        }
    }

    static void configure(LoggerContext context) {
        CONTEXT.set(context);
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        Path folder = FOLDER.get();
        if (folder != null && Files.isWritable(folder)) {
            Path file = folder.resolve("kss.log");
            keepSmall(file);
            FileAppender<ILoggingEvent> appender = new FileAppender<>();
            appender.setFile(file.toString());
            start(context, root, appender);
        }
        if (VERBOSE.get()) {
            context.getLogger("io.kss").setLevel(Level.DEBUG);
            ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
            appender.setTarget("System.err");
            start(context, root, appender);
        }
    }

    private static void start(LoggerContext context, Logger root, OutputStreamAppender<ILoggingEvent> appender) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        root.addAppender(appender);
    }

    private static void keepSmall(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > MAX_SIZE) {
                Files.move(file, file.resolveSibling("kss.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            // A log that grows is better than a command that fails.
            return;
        }
    }
}
