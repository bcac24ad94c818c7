/** A program that uses kss as a library. */
@NullMarked
package io.kss.examples.embed;

import org.jspecify.annotations.NullMarked;
