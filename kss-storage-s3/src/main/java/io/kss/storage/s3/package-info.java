/** Stores repositories on S3 and compatible object stores. */
@NullMarked
package io.kss.storage.s3;

import org.jspecify.annotations.NullMarked;
