/** What the configuration file says, checked: every mistake names the file, the key and the reason. */
@NullMarked
package io.kss.cli.config;

import org.jspecify.annotations.NullMarked;
