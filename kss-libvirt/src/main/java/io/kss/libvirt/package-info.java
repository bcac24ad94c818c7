/** Drives virtual machines through libvirt. */
@NullMarked
package io.kss.libvirt;

import org.jspecify.annotations.NullMarked;
