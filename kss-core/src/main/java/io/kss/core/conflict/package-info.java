/** How this host and the repository stand to each other. */
@NullMarked
package io.kss.core.conflict;

import org.jspecify.annotations.NullMarked;
