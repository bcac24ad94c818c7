/** The built-in {@code directory} store, and what makes any store patient, slow on purpose, or countable. */
@NullMarked
package io.kss.core.storage;

import org.jspecify.annotations.NullMarked;
