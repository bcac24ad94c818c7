/** What programs read. */
@NullMarked
package io.kss.cli.json;

import org.jspecify.annotations.NullMarked;
