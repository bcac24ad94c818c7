package io.kss.storage.smb;

import java.io.IOException;
import java.util.Set;
import jcifs.smb.SmbException;
import jcifs.smb.SmbUnsupportedOperationException;

/** The answers of servers that make a difference here, as MS-ERREF numbers them. */
final class Status {

    static final int NAME_COLLISION = 0xC0000035;
    static final int SHARING_VIOLATION = 0xC0000043;
    static final int ACCESS_DENIED = 0xC0000022;
    static final int DELETE_PENDING = 0xC0000056;
    static final int IS_A_DIRECTORY = 0xC00000BA;
    static final int NOT_A_DIRECTORY = 0xC0000103;
    static final int BAD_NETWORK_NAME = 0xC00000CC;
    static final int END_OF_FILE = 0xC0000011;

    private static final int NAME_NOT_FOUND = 0xC0000034;
    private static final int PATH_NOT_FOUND = 0xC000003A;
    private static final int NAME_INVALID = 0xC0000033;
    private static final int NO_SUCH_FILE = 0xC000000F;
    private static final int UNSUCCESSFUL = 0xC0000001;

    private static final Set<Integer> MISSING = Set.of(NAME_NOT_FOUND, PATH_NOT_FOUND, NAME_INVALID, NO_SUCH_FILE);

    /** Wrong name or password; disabled, expired, locked or restricted account; no trust. */
    private static final Set<Integer> LOGON = Set.of(
            0xC000006D,
            0xC000006A,
            0xC0000064,
            0xC0000072,
            0xC0000071,
            0xC000006E,
            0xC000006F,
            0xC0000070,
            0xC0000234,
            0xC000018C,
            0xC0000193,
            0xC0000224,
            0xC000015B);

    private static final Set<Integer> FULL = Set.of(0xC000007F, 0xC0000044, 0xC0000802);
    private static final Set<Integer> WRITE_PROTECTED = Set.of(0xC00000A2, 0xC0000061, 0xC00000CA);

    /** No resources, too many sessions or files, share or session gone, timeouts, server stopping. */
    private static final Set<Integer> PASSING = Set.of(
            0xC000009A,
            0xC00000D0,
            0xC00000CE,
            0xC000011F,
            0xC00000C9,
            0xC0000203,
            0xC000035C,
            0xC00000B5,
            0xC0000102,
            0xC00000BC,
            0xC000020C,
            0xC0000128,
            0xC00000C4,
            0xC0000054,
            SHARING_VIOLATION,
            DELETE_PENDING);

    private static final Set<Integer> UNSUPPORTED = Set.of(0xC0000003, 0xC00000BB, 0xC000000D, 0xC0000010, 0xC0000002);

    private Status() {}

    /** The server's answer, or 0 if there was none: then it is open what became of the request. */
    static int of(IOException e) {
        if (e instanceof SmbUnsupportedOperationException) {
            return 0xC00000BB;
        }
        int status =
                e instanceof SmbException answer && !(e.getCause() instanceof IOException) ? answer.getNtStatus() : 0;
        return status == UNSUCCESSFUL ? 0 : status;
    }

    static boolean answered(IOException e) {
        return of(e) != 0;
    }

    static boolean is(IOException e, int status) {
        return of(e) == status;
    }

    /** Nothing has that name, as far as one who looks for an object cares. */
    static boolean isMissing(IOException e) {
        int status = of(e);
        return MISSING.contains(status)
                || status == IS_A_DIRECTORY
                || status == NOT_A_DIRECTORY
                || status == DELETE_PENDING;
    }

    /** A folder on the way to the name is not there. */
    static boolean lacksFolder(IOException e) {
        return MISSING.contains(of(e));
    }

    static boolean isLogon(IOException e) {
        return LOGON.contains(of(e));
    }

    static boolean isFull(IOException e) {
        return FULL.contains(of(e));
    }

    static boolean isDenied(IOException e) {
        return of(e) == ACCESS_DENIED || WRITE_PROTECTED.contains(of(e));
    }

    static boolean isPassing(IOException e) {
        return PASSING.contains(of(e));
    }

    static boolean isUnsupported(IOException e) {
        return UNSUPPORTED.contains(of(e));
    }
}
