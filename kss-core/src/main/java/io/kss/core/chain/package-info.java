/** What the layers along a chain add up to, and how two such states differ. */
@NullMarked
package io.kss.core.chain;

import org.jspecify.annotations.NullMarked;
