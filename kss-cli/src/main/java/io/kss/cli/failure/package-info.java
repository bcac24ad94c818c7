/** How a run ends: exit codes, refusals, and where the details of an unexpected failure go. */
@NullMarked
package io.kss.cli.failure;

import org.jspecify.annotations.NullMarked;
