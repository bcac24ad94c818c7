/** The outermost form of every object in a repository that is not a pack. */
@NullMarked
package io.kss.core.envelope;

import org.jspecify.annotations.NullMarked;
