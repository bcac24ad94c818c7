/** Frees what no snapshot needs any more, safely beside pushes of other hosts. */
@NullMarked
package io.kss.core.gc;

import org.jspecify.annotations.NullMarked;
