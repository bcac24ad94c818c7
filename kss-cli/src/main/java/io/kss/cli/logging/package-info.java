/** Where log messages go. */
@NullMarked
package io.kss.cli.logging;

import org.jspecify.annotations.NullMarked;
