/** Shows on a store itself whether it does what kss rests on, and how fast it is. Needs no repository on it. */
@NullMarked
package io.kss.core.storecheck;

import org.jspecify.annotations.NullMarked;
