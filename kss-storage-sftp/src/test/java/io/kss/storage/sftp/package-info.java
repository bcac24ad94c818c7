@NullMarked
package io.kss.storage.sftp;

import org.jspecify.annotations.NullMarked;
