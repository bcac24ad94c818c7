/** Tests of reading definitions. */
@org.jspecify.annotations.NullMarked
package io.kss.libvirt.domain;
