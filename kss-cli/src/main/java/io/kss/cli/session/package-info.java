/** One run of the command: its global options, and the library opened when it is needed. */
@NullMarked
package io.kss.cli.session;

import org.jspecify.annotations.NullMarked;
