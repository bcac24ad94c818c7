package io.kss.storage.sftp;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** A factory of which only {@link #createSocket()} is used. */
abstract class PlainSocketFactory extends SocketFactory {

    @Override
    public final Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
