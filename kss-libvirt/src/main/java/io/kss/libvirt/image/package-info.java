/** Disk images: read where they lie, written by QEMU alone. */
@NullMarked
package io.kss.libvirt.image;

import org.jspecify.annotations.NullMarked;
