/** A repository on a store: how it begins, and the VMs in it. */
@NullMarked
package io.kss.core.repository;

import org.jspecify.annotations.NullMarked;
