/** What the commands do to one VM: seal, publish, place, start, stop, resolve; each step recoverable. */
@NullMarked
package io.kss.core.operation;

import org.jspecify.annotations.NullMarked;
