/** Standard output, standard error and the keyboard. */
@NullMarked
package io.kss.cli.terminal;

import org.jspecify.annotations.NullMarked;
