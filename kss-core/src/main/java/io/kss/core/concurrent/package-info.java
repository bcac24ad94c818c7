/** Threads that work on one thing and end together. */
@NullMarked
package io.kss.core.concurrent;

import org.jspecify.annotations.NullMarked;
