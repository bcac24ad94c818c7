/** Hosts, a store and people in memory, played against each other: the sync logic under everything that can go wrong. */
@NullMarked
package io.kss.core.simulation;

import org.jspecify.annotations.NullMarked;
