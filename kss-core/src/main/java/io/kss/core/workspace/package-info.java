/** What this host remembers: which file holds which snapshot, what was begun, which leases are ours. */
@NullMarked
package io.kss.core.workspace;

import org.jspecify.annotations.NullMarked;
