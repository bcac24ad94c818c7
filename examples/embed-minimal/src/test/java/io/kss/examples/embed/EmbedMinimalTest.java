package io.kss.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Kss;
import io.kss.core.KssBuilder;
import io.kss.core.Settings;
import io.kss.core.StoreConnector;
import io.kss.spi.tck.hypervisor.MemoryHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example does what it says, on hosts in memory and a real folder. */
class EmbedMinimalTest {

    private static final String VM = "daily";

    private final MemoryHost desktop = new MemoryHost("desktop", 1);
    private final MemoryHost laptop = new MemoryHost("laptop", 2);
    private final List<String> said = new ArrayList<>();
    private Path folder;
    private Path nas;

    @BeforeEach
    void aRepositoryOnTheNas(@TempDir Path temporary) throws Exception {
        folder = temporary;
        nas = Files.createDirectory(folder.resolve("nas"));
        desktop.createDomain(VM, Map.of("vda", 8L << 20));
        try (Kss kss = open(desktop, "desktop")) {
            kss.initRepository();
        }
    }

    @Test
    void aVmIsComparedAndSentWithProgress() throws Exception {
        write(desktop, 1);

        send(desktop, "desktop");

        assertThat(said.get(0)).startsWith("daily is ONLY_HERE");
        assertThat(said).anySatisfy(line -> assertThat(line).startsWith("PUSHING"));
        assertThat(said.get(said.size() - 1)).startsWith("sent 1 snapshot(s)");
    }

    @Test
    void aConflictEndsWithBothSidesKept() throws Exception {
        write(desktop, 1);
        send(desktop, "desktop");
        try (Kss kss = open(laptop, "laptop")) {
            kss.virtualMachine(VM).pull(Optional.empty());
        }
        write(laptop, 2);
        byte[] ours = laptop.guest(VM).content("vda");
        write(desktop, 3);
        send(desktop, "desktop");

        send(laptop, "laptop");

        assertThat(said).anySatisfy(line -> assertThat(line).contains("Both sides of the VM daily changed"));
        String last = said.get(said.size() - 1);
        assertThat(last).startsWith("our side is the branch ");
        assertThat(laptop.guest(VM).content("vda")).isEqualTo(desktop.guest(VM).content("vda"));
        String second = last.substring(last.lastIndexOf(' ') + 1);
        assertThat(laptop.guest(second).content("vda")).isEqualTo(ours);
    }

    private void send(MemoryHost host, String name) throws Exception {
        EmbedMinimal.send(VM, nas, settings(host, name), host.connect(), said::add);
    }

    private Kss open(MemoryHost host, String name) throws Exception {
        return new KssBuilder()
                .store(StoreConnector.installed("directory", Map.of("path", nas.toString())))
                .hypervisor(host.connect())
                .settings(settings(host, name))
                .build();
    }

    private Settings settings(MemoryHost host, String name) {
        return Settings.of(name, folder.resolve(name), host.folder());
    }

    private static void write(MemoryHost host, int value) throws Exception {
        host.virshStart(VM);
        host.guest(VM).write("vda", 1000L * value, new byte[] {(byte) value});
        host.virshDestroy(VM);
    }
}
