/** What one snapshot changed: its layers, region by region, and its other parts. */
@NullMarked
package io.kss.core.manifest;

import org.jspecify.annotations.NullMarked;
