/** Stores repositories on SMB shares. */
@NullMarked
package io.kss.storage.smb;

import org.jspecify.annotations.NullMarked;
