/** How the library refuses: always with what was found, why it matters, and the ways out. */
@NullMarked
package io.kss.core.failure;

import org.jspecify.annotations.NullMarked;
