/** Speaking with kss on the user's other hosts, through SSH. */
@NullMarked
package io.kss.cli.peer;

import org.jspecify.annotations.NullMarked;
