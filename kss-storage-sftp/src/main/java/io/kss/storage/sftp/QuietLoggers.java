package io.kss.storage.sftp;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Keeps SSHJ silent unless somebody asked for its details: it reports every lost connection as an error with a stack
 * trace, which we turn into exceptions anyway.
 */
final class QuietLoggers implements LoggerFactory {

    private final boolean wanted =
            org.slf4j.LoggerFactory.getLogger("net.schmizz.sshj").isTraceEnabled();

    @Override
    public Logger getLogger(String name) {
        return wanted ? org.slf4j.LoggerFactory.getLogger(name) : NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }
}
