/** The store and hypervisor types that are installed. */
@NullMarked
package io.kss.cli.plugin;

import org.jspecify.annotations.NullMarked;
