package io.kss.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostIdentity;
import io.kss.spi.hypervisor.RunState;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkTestTest {

    private static final Duration AT_MOST = Duration.ofSeconds(1);

    @Test
    void whatTheOtherHostSendsIsMeasured() throws Exception {
        assertThat(LinkTest.run(new Sender(), "127.0.0.1", "key", 4 << 20, AT_MOST))
                .isPresent();
    }

    @Test
    void strangerWhoConnectsFirstIsNotMeasured() throws Exception {
        Sender afterAStranger = new Sender() {
            @Override
            public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime)
                    throws KssException {
                try (Socket stranger = new Socket(address, port)) {
                    new DataOutputStream(stranger.getOutputStream()).writeUTF("another key");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                super.sendTo(address, port, key, maxBytes, maxTime);
            }
        };
        assertThat(LinkTest.run(afterAStranger, "127.0.0.1", "key", 4 << 20, AT_MOST))
                .isPresent();
    }

    @Test
    void hostThatDoesNotGetHereSaysSo() {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> LinkTest.send("127.0.0.1", 1, "key", 1 << 20, AT_MOST))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.PEER_UNREACHABLE));
    }

    private static class Sender implements Giving {

        @Override
        public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
            LinkTest.send(address, port, key, maxBytes, maxTime);
        }

        @Override
        public Optional<RunState> state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Load load() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Offer offer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void begin(HostIdentity to, String newToken) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void confirm(Duration patience) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void settle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
