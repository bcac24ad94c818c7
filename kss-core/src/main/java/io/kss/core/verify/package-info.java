/** Checks a repository, object by object, and says what damage means for whom. */
@NullMarked
package io.kss.core.verify;

import org.jspecify.annotations.NullMarked;
