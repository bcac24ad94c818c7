package io.kss.cli.view;

import io.kss.spi.hypervisor.Display;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds out whether a connection ends at a display. */
final class Greeting {

    private static final int VNC_MILLISECONDS = 15_000;
    private static final int SPICE_MILLISECONDS = 1_000;
    private static final byte[] VNC = "RFB ".getBytes(StandardCharsets.US_ASCII);

    private Greeting() {}

    static boolean heard(Socket connection, Display.Protocol protocol) {
        try {
            switch (protocol) {
                case VNC -> {
                    connection.setSoTimeout(VNC_MILLISECONDS);
                    return Arrays.equals(connection.getInputStream().readNBytes(VNC.length), VNC);
                }
                case SPICE -> {
                    // Here the viewer speaks first: that nobody hangs up is all that can be heard.
                    connection.setSoTimeout(SPICE_MILLISECONDS);
                    return connection.getInputStream().read() >= 0;
                }
            }
        } catch (SocketTimeoutException e) {
            return protocol == Display.Protocol.SPICE;
        } catch (IOException e) {
            return false;
        }
        throw new IllegalArgumentException(protocol.toString());
    }
}
