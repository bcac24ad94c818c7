@org.jspecify.annotations.NullMarked
package io.kss.libvirt.nbd;
