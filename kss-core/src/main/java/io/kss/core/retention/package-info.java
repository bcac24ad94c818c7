/** Which snapshots stay restore points, and which end. */
@NullMarked
package io.kss.core.retention;

import org.jspecify.annotations.NullMarked;
