/** How the two hosts of a takeover speak with each other. */
@NullMarked
package io.kss.core.takeover;

import org.jspecify.annotations.NullMarked;
