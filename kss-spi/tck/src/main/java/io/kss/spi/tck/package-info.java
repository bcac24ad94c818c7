/** The contracts that every storage and hypervisor plugin must pass. */
@NullMarked
package io.kss.spi.tck;

import org.jspecify.annotations.NullMarked;
