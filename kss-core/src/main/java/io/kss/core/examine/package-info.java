/** Looks at everything on a host that kss rests on, and explains what does not fit together. Changes nothing. */
@NullMarked
package io.kss.core.examine;

import org.jspecify.annotations.NullMarked;
