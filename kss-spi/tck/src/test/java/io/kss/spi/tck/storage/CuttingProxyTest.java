package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that sends back whatever it gets. */
class CuttingProxyTest {

    private ServerSocket server;
    private Thread acceptor;
    private CuttingProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor = new Thread(this::serve);
        acceptor.setDaemon(true);
        acceptor.start();
        proxy = CuttingProxy.to(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void forwardsEverythingBothWays() throws IOException {
        byte[] sent = new byte[3_000_000];
        new java.util.Random(1).nextBytes(sent);
        try (Socket client = connect()) {
            Thread writer = new Thread(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        }
        assertThat(proxy.accepted()).isOne();
        assertThat(proxy.cuts()).isZero();
        await().untilAsserted(() -> assertThat(proxy.openConnections()).isZero());
    }

    @Test
    void cutsAfterTheGivenBytes() throws IOException {
        proxy.cutAfter(10);
        try (Socket client = connect()) {
            echo(client, 4);
            client.getOutputStream().write(new byte[4]);
            assertThatThrownBy(() -> readUntilEnd(client)).isInstanceOf(IOException.class);
        }
        assertThat(proxy.cuts()).isOne();
        proxy.cutNoMore();
        try (Socket client = connect()) {
            echo(client, 1000);
        }
    }

    @Test
    void cutsConnectionsThatAreOpen() throws IOException {
        try (Socket first = connect();
                Socket second = connect()) {
            echo(first, 100);
            echo(second, 100);
            assertThat(proxy.openConnections()).isEqualTo(2);
            proxy.cutAll();
            assertThatThrownBy(() -> readUntilEnd(first)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> readUntilEnd(second)).isInstanceOf(IOException.class);
        }
        assertThat(proxy.openConnections()).isZero();
        assertThat(proxy.cuts()).isEqualTo(2);
    }

    @Test
    void sameSeedCutsAtTheSameBytes() throws IOException {
        List<Integer> first = echoedUntilCut(5);
        assertThat(echoedUntilCut(5)).isEqualTo(first);
        assertThat(echoedUntilCut(6)).isNotEqualTo(first);
    }

    private List<Integer> echoedUntilCut(long seed) throws IOException {
        proxy.cutAtRandom(seed, 200);
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int count = 0;
            try (Socket client = connect()) {
                for (; count < 10_000; count++) {
                    echo(client, 1);
                }
            } catch (IOException cut) {
                counts.add(count);
            }
        }
        assertThat(counts).hasSize(5);
        return counts;
    }

    @Test
    void refusesNewConnectionsOnly() throws IOException {
        try (Socket old = connect()) {
            echo(old, 10);
            proxy.setRefusing(true);
            assertThatThrownBy(() -> {
                        try (Socket refused = connect()) {
                            echo(refused, 10);
                        }
                    })
                    .isInstanceOf(IOException.class);
            echo(old, 10);
            proxy.setRefusing(false);
            try (Socket again = connect()) {
                echo(again, 10);
            }
        }
    }

    @Test
    void stalledBytesArriveAfterResuming() throws IOException {
        try (Socket client = connect()) {
            echo(client, 10);
            proxy.stall();
            client.getOutputStream().write(new byte[] {1, 2, 3});
            client.setSoTimeout(100);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(60_000);
            proxy.resume();
            assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void serverThatIsGoneIsNoticed() throws Exception {
        server.close();
        acceptor.join(); // until then the kernel may still take connections for it
        assertThatThrownBy(() -> {
                    try (Socket client = connect()) {
                        echo(client, 10);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void echo(Socket client, int count) throws IOException {
        byte[] bytes = new byte[count];
        client.getOutputStream().write(bytes);
        if (client.getInputStream().readNBytes(count).length < count) {
            throw new IOException("ended early");
        }
    }

    private static void readUntilEnd(Socket client) throws IOException {
        client.getInputStream().readAllBytes();
        throw new AssertionError("ended without a reset");
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> sendBack(socket));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void sendBack(Socket socket) {
        try (socket;
                InputStream in = socket.getInputStream()) {
            in.transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            System.getLogger("echo").log(System.Logger.Level.TRACE, "client is gone", e);
        }
    }
}
