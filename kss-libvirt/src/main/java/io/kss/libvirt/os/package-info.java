/** Programs and files of the host, with errors said in the terms of the hypervisor SPI. */
@NullMarked
package io.kss.libvirt.os;

import org.jspecify.annotations.NullMarked;
