/** The commands. */
@NullMarked
package io.kss.cli.command;

import org.jspecify.annotations.NullMarked;
