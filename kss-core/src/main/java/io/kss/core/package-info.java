/** The entry point for programs that use kss as a library. */
@NullMarked
package io.kss.core;

import org.jspecify.annotations.NullMarked;
