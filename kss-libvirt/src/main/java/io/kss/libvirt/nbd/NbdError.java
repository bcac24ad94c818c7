package io.kss.libvirt.nbd;

/** The error numbers of the NBD protocol, in the words the operating system has for them. */
final class NbdError {

    private NbdError() {}

    static String text(int number) {
        return switch (number) {
            case 1 -> "Operation not permitted";
            case 5 -> "Input/output error";
            case 12 -> "Cannot allocate memory";
            case 22 -> "Invalid argument";
            case 28 -> "No space left on device";
            case 75 -> "Value too large";
            case 95 -> "Operation not supported";
            case 108 -> "The server is shutting down";
            default -> "NBD error " + number;
        };
    }
}
