/** Opening a VM's display from here: the way to it through SSH, and the program that shows it. */
@NullMarked
package io.kss.cli.view;

import org.jspecify.annotations.NullMarked;
