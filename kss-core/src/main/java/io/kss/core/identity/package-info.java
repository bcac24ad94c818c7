/** The random, permanent identities of VMs, hosts, snapshots and disks. Names are only attributes of them. */
@NullMarked
package io.kss.core.identity;

import org.jspecify.annotations.NullMarked;
