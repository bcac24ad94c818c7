@NullMarked
package io.kss.libvirt.image;

import org.jspecify.annotations.NullMarked;
