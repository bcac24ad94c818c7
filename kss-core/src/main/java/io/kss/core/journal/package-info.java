/** A VM's append-only history in the repository, and what it adds up to. */
@NullMarked
package io.kss.core.journal;

import org.jspecify.annotations.NullMarked;
