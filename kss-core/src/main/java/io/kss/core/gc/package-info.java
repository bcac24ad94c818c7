/** What garbage collection and verification leave in the repository for pushes to honour. */
@NullMarked
package io.kss.core.gc;

import org.jspecify.annotations.NullMarked;
