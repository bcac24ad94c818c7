package io.kss.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerTest {

    @Test
    void tunnelListensOnLoopbackAloneAndSharesNoConnection() {
        assertThat(peer("qemu:///system").tunnel(4000, "[::1]:5900"))
                .containsSubsequence(
                        "ssh",
                        "BatchMode=yes",
                        "-i",
                        "/keys/id",
                        "UserKnownHostsFile=/keys/known",
                        "-S",
                        "none",
                        "ExitOnForwardFailure=yes",
                        "-N",
                        "-L",
                        "127.0.0.1:4000:[::1]:5900")
                .endsWith("me@laptop");
    }

    @Test
    void commandForKssThereIsQuoted() {
        assertThat(peer("qemu:///system").command(List.of("status", "it's")))
                .endsWith("me@laptop", "--", "kss 'status' 'it'\\''s'");
    }

    @Test
    void hypervisorByTheSshCommandGetsTheKey() {
        assertThat(peer("qemu+ssh://me@laptop/system").hypervisor())
                .isEqualTo("qemu+ssh://me@laptop/system?no_tty=1&keyfile=/keys/id");
    }

    @Test
    void hypervisorByAnSshLibraryGetsTheKnownHostsToo() {
        assertThat(peer("qemu+libssh2://laptop/system?command=x").hypervisor())
                .isEqualTo("qemu+libssh2://laptop/system?command=x&no_tty=1&keyfile=/keys/id&known_hosts=/keys/known");
    }

    @Test
    void whatTheAddressSaysItselfStays() {
        String said = "qemu+ssh://laptop/system?keyfile=/other&no_tty=0";

        assertThat(peer(said).hypervisor()).isEqualTo(said);
    }

    @Test
    void hypervisorByOtherWaysIsLeftAlone() {
        for (String uri : List.of("qemu+tcp://laptop/system", "qemu+unix:///system?socket=/a", "qemu:///system")) {
            assertThat(peer(uri).hypervisor()).isEqualTo(uri);
        }
    }

    private static Peer peer(String uri) {
        return new Peer(
                "laptop",
                uri,
                "me@laptop",
                Optional.of(Path.of("/keys/id")),
                Optional.of(Path.of("/keys/known")),
                "kss");
    }
}
