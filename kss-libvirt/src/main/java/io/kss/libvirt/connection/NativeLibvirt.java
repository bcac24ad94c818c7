package io.kss.libvirt.connection;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
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

    @Nullable
    DomainPointer virDomainMigrate3(
            DomainPointer domain, ConnectionPointer to, @Nullable Pointer parameters, int count, int flags);

    int virDomainMigrateStartPostCopy(DomainPointer domain, int flags);

    int virDomainAbortJobFlags(DomainPointer domain, int flags);

    @Nullable
    CString virConnectGetDomainCapabilities(
            ConnectionPointer connection,
            @Nullable String emulator,
            @Nullable String arch,
            @Nullable String machine,
            String type,
            int flags);

    @Nullable
    CString virConnectBaselineHypervisorCPU(
            ConnectionPointer connection,
            @Nullable String emulator,
            @Nullable String arch,
            @Nullable String machine,
            String type,
            String[] processors,
            int count,
            int flags);

    int virTypedParamsAddString(
            PointerByReference parameters, IntByReference count, IntByReference room, String name, String value);

    int virTypedParamsAddULLong(
            PointerByReference parameters, IntByReference count, IntByReference room, String name, long value);

    int virTypedParamsGetInt(Pointer parameters, int count, String name, IntByReference value);

    int virTypedParamsGetULLong(Pointer parameters, int count, String name, LongByReference value);

    int virDomainSaveFlags(DomainPointer domain, String file, @Nullable String xml, int flags);

    int virDomainRestoreFlags(ConnectionPointer connection, String file, String xml, int flags);

    @Nullable
    CString virDomainSaveImageGetXMLDesc(ConnectionPointer connection, String file, int flags);

    int virDomainSetTime(DomainPointer domain, long seconds, int nanoseconds, int flags);
}
