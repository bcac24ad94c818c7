/** The little JSON that stored objects need, read strictly and without reflection. */
@NullMarked
package io.kss.core.json;

import org.jspecify.annotations.NullMarked;
