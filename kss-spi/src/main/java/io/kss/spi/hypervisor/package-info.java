/**
 * What kss needs of the program that runs the VMs: domains ({@link io.kss.spi.hypervisor.Hypervisor}) and the files
 * their disks live in ({@link io.kss.spi.hypervisor.DiskImages}).
 */
@NullMarked
package io.kss.spi.hypervisor;

import org.jspecify.annotations.NullMarked;
