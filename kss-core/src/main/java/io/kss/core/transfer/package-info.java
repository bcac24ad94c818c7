/** The pipelines that carry layers and other parts of snapshots to a store and back. */
@NullMarked
package io.kss.core.transfer;

import org.jspecify.annotations.NullMarked;
