/**
 * The library: {@link io.kss.core.Kss} opens a repository on a store and a hypervisor on this host;
 * {@link io.kss.core.VirtualMachine} does everything with one VM. No container, no configuration file and no global state
 * is needed. What an embedder uses is in this package, in {@code failure}, {@code identity} and {@code progress}, and in
 * the SPI; all other packages are internal.
 */
@NullMarked
package io.kss.core;

import org.jspecify.annotations.NullMarked;
