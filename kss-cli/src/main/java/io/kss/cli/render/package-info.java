/** What people read. */
@NullMarked
package io.kss.cli.render;

import org.jspecify.annotations.NullMarked;
