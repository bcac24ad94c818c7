/** The XML of domains: what of it is the same everywhere, what belongs to a host, and what can't be carried. */
@NullMarked
package io.kss.libvirt.domain;

import org.jspecify.annotations.NullMarked;
