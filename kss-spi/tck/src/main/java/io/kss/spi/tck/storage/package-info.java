/**
 * The contract of storage backends, and tools that make a store fail.
 *
 * <p>A plugin's test extends {@link io.kss.spi.tck.storage.StorageBackendContract} and opens its own store there.
 */
@NullMarked
package io.kss.spi.tck.storage;

import org.jspecify.annotations.NullMarked;
