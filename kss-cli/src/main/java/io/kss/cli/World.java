package io.kss.cli;

import io.kss.cli.config.Environment;
import io.kss.cli.session.Background;
import io.kss.cli.session.Interruption;
import io.kss.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * What a run finds around it.
 *
 * @param terminal the standard streams
 * @param environment what the configuration depends on
 * @param interruption how the user ends the run
 * @param clock for times that people see
 * @param zone where they are
 * @param nanoTime for rates
 * @param temporaryFolder for what has no better place
 * @param background how the process makes way
 */
record World(
        Terminal terminal,
        Environment environment,
        Interruption interruption,
        Clock clock,
        ZoneId zone,
        LongSupplier nanoTime,
        Path temporaryFolder,
        Background background) {}
