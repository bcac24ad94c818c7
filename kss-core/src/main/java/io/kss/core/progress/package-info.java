/** How long work tells how far it is. */
@NullMarked
package io.kss.core.progress;

import org.jspecify.annotations.NullMarked;
