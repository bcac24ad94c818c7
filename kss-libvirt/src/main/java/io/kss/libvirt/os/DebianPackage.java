package io.kss.libvirt.os;

/** Which Debian package holds a program that kss runs. */
final class DebianPackage {

    private DebianPackage() {}

    static String of(String program) {
        return switch (program) {
            case "qemu-img", "qemu-nbd", "qemu-io" -> "qemu-utils";
            default -> program;
        };
    }
}
