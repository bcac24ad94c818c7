/**
 * The contract of hypervisor plugins ({@link io.kss.spi.tck.hypervisor.HypervisorContract},
 * {@link io.kss.spi.tck.hypervisor.DiskImagesContract}), and a whole host in memory
 * ({@link io.kss.spi.tck.hypervisor.MemoryHost}) to test with what uses a hypervisor.
 */
@NullMarked
package io.kss.spi.tck.hypervisor;

import org.jspecify.annotations.NullMarked;
