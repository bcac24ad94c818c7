package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;

class MemoryHypervisorTest extends HypervisorContract {

    private final MemoryHost host = new MemoryHost("desktop", 1);
    private final Hypervisor hypervisor = host.connect();

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Override
    protected Hypervisor hypervisor() {
        return hypervisor;
    }

    @Override
    protected String createDomain() throws Exception {
        host.createDomain("gaming", Map.of("vda", 1L << 20, "vdb", 2L << 20));
        host.guest("gaming").changeNvram(new byte[] {1, 2, 3});
        return "gaming";
    }

    @Override
    protected Path folder() {
        return host.folder().resolve("more");
    }

    @Override
    protected void guestWrite(String domain, String target, long offset, byte[] bytes) throws Exception {
        if (hypervisor.state(domain) == RunState.OFF) {
            Path top = hypervisor
                    .domain(domain)
                    .orElseThrow()
                    .disk(target)
                    .orElseThrow()
                    .source();
            host.files().write(top, offset, bytes);
        } else {
            host.guest(domain).write(target, offset, bytes);
        }
    }

    @Override
    protected void changeDefinition(String domain) throws Exception {
        host.changeDefinition(domain, "more memory");
    }

    @Override
    protected void suspend(String domain) throws Exception {
        host.virshSuspend(domain);
    }

    @Override
    protected void managedSave(String domain) throws Exception {
        host.managedSave(domain);
    }

    @Override
    protected Optional<String> part() {
        return Optional.of("nvram");
    }

    @Override
    protected boolean addDisplay(String domain) throws Exception {
        host.addDisplay(
                domain,
                new Display(
                        Display.Protocol.VNC,
                        Optional.of(new Display.Port("127.0.0.1", 5900)),
                        OptionalInt.empty(),
                        false));
        return true;
    }

    @Override
    protected Optional<String> address() {
        host.reaches(host, true);
        return Optional.of("desktop");
    }
}
