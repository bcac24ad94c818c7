/** Tests of the whole product: its launcher, with a libvirt and QEMU's tools as they are. */
@NullMarked
package io.kss.cli.product;

import org.jspecify.annotations.NullMarked;
