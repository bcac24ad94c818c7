/** A client for the Network Block Device protocol, and the QEMU servers it talks to. */
@NullMarked
package io.kss.libvirt.nbd;

import org.jspecify.annotations.NullMarked;
