package io.kss.cli.view;

import io.kss.spi.hypervisor.Display;
import java.util.Locale;

/** How a display is named, for the ssh command and for viewers. */
public final class Place {

    private Place() {}

    /** What the host on which it is reaches it by: {@code 127.0.0.1:5900}, {@code [::1]:5900}, or a socket's path. */
    public static String of(Display.Endpoint endpoint) {
        if (endpoint instanceof Display.Port port) {
            return bracketed(reachable(port.address())) + ":" + port.port();
        }
        return ((Display.Socket) endpoint).file().toString();
    }

    /** What viewers call it: {@code vnc://127.0.0.1:5900}. */
    public static String address(Display.Protocol protocol, String place) {
        return protocol.name().toLowerCase(Locale.ROOT) + "://" + place;
    }

    /** Whether it takes connections from everywhere. */
    static boolean everywhere(Display.Port port) {
        return port.address().equals("0.0.0.0") || port.address().equals("::");
    }

    private static String reachable(String address) {
        return switch (address) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> address;
        };
    }

    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
