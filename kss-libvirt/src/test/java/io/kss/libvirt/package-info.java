@NullMarked
package io.kss.libvirt;

import org.jspecify.annotations.NullMarked;
