package io.kss.cli.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Runs shell commands inside a guest, through its agent. */
record GuestAgent(ProductHost host, String vm) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs a command to its end and returns what it printed. */
    String run(String command) throws Exception {
        JsonNode started = ask(
                "guest-exec", Map.of("path", "/bin/sh", "arg", List.of("-c", command), "capture-output", Boolean.TRUE));
        Map<String, Object> process = Map.of("pid", started.path("pid").asLong());
        JsonNode status = ask("guest-exec-status", process);
        while (!status.path("exited").asBoolean()) {
            Thread.sleep(100);
            status = ask("guest-exec-status", process);
        }
        String said = text(status, "out-data") + text(status, "err-data");
        if (status.path("exitcode").asInt(-1) != 0) {
            throw new AssertionError("in the guest: " + command + ": " + said);
        }
        return said;
    }

    private JsonNode ask(String what, Map<String, ?> arguments) throws Exception {
        String request = JSON.writeValueAsString(Map.of("execute", what, "arguments", arguments));
        return JSON.readTree(host.libvirt().virsh("qemu-agent-command", vm, request, "--timeout", "10"))
                .path("return");
    }

    private static String text(JsonNode status, String stream) {
        return new String(Base64.getDecoder().decode(status.path(stream).asText()), StandardCharsets.UTF_8);
    }
}
