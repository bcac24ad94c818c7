/** How a plugin says which settings it takes, and reads their values. */
@NullMarked
package io.kss.spi.config;

import org.jspecify.annotations.NullMarked;
