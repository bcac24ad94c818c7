/** The files that make other tools' starts and stops of VMs go through kss. */
@NullMarked
package io.kss.cli.hooks;

import org.jspecify.annotations.NullMarked;
