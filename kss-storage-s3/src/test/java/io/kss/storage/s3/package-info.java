/** Tests of the S3 store, and the servers that they run. */
@NullMarked
package io.kss.storage.s3;

import org.jspecify.annotations.NullMarked;
