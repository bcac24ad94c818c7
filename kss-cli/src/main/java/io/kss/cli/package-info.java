/** The {@code kss} command. */
@NullMarked
package io.kss.cli;

import org.jspecify.annotations.NullMarked;
