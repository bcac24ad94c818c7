package io.kss.libvirt.connection;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * The native interface of libvirt-java and what it lacks, on one set of pointers. Bound here once more because the
 * binding's own instance passes strings in the platform's charset, whereas libvirt's are UTF-8 everywhere, and because
 * its object layer takes a call that failed without a recorded error for a success.
 */
interface NativeLibvirt extends Libvirt {

    static NativeLibvirt load() {
        return Native.load("virt", NativeLibvirt.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
    }

    int virGetLastErrorCode();

    String virGetLastErrorMessage();

    int virConnectListAllDomains(ConnectionPointer connection, PointerByReference domains, int flags);

    @Nullable
    DomainPointer virDomainDefineXMLFlags(ConnectionPointer connection, String xml, int flags);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    int virDomainShutdownFlags(DomainPointer domain, int flags);

    int virDomainDestroyFlags(DomainPointer domain, int flags);
}
