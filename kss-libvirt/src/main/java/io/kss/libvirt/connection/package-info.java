/** The connection to libvirt's daemon: the binding's native interface, completed, with every failure an exception. */
@NullMarked
package io.kss.libvirt.connection;

import org.jspecify.annotations.NullMarked;
