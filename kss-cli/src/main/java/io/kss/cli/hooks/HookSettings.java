package io.kss.cli.hooks;

import java.util.Optional;

/**
 * What the installed files have to know; all paths are absolute.
 *
 * @param kss the launcher
 * @param config the configuration file that counts
 * @param state the state folder that it names
 * @param javaHome the Java that the launcher was told to use, if it was
 */
public record HookSettings(String kss, String config, String state, Optional<String> javaHome) {}
