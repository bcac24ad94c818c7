/** Content-addressed bytes, the packs they travel in, and the index that finds them. */
@NullMarked
package io.kss.core.chunk;

import org.jspecify.annotations.NullMarked;
