package io.kss.libvirt.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.Map;

/** What the C library has and the JDK lacks. */
interface Posix extends Library {

    Posix INSTANCE = Native.load("c", Posix.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));

    int AT_FDCWD = -100;
    int RENAME_NOREPLACE = 1;
    int EEXIST = 17;

    int STATX_BASIC_STATS = 0x7ff;

    int renameat2(int fromFolder, String from, int toFolder, String to, int flags) throws LastErrorException;

    int statx(int folder, String path, int flags, int mask, Memory result) throws LastErrorException;

    int O_RDONLY = 0;
    int O_NONBLOCK = 04000;
    int O_CLOEXEC = 02000000;

    int open(String path, int flags, Object... mode) throws LastErrorException;

    int fcntl(int descriptor, int command, Object... argument) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
}
