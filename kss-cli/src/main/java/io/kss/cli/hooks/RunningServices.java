package io.kss.cli.hooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's services that have to hear of new files: systemd, and libvirt, which looks for hooks only when told to. */
public final class RunningServices {

    private static final Path SYSTEMD = Path.of("/run/systemd/system");
    private static final List<String> LIBVIRT = List.of("libvirtd.service", "virtqemud.service");

    private RunningServices() {}

    /** Tells them; returns what a person has to do still. */
    public static List<String> installed() throws InterruptedException {
        List<String> todo = new ArrayList<>();
        if (!Files.isDirectory(SYSTEMD)) {
            todo.add("make libvirt look for hooks: kill -HUP its process (libvirtd or virtqemud), or restart it");
            todo.add(
                    "there is no systemd here: have your init system run kss hooks boot when this host has come up, and"
                            + " kss hooks shutdown before it goes down");
            return todo;
        }
        if (!done("systemctl", "daemon-reload") || !done("systemctl", "start", "kss-shutdown.service")) {
            todo.add("systemctl daemon-reload && systemctl start kss-shutdown.service");
        }
        for (String service : LIBVIRT) {
            if (done("systemctl", "--quiet", "is-active", service) && !done("systemctl", "reload", service)) {
                todo.add("systemctl reload " + service + " (running VMs stay)");
            }
        }
        return todo;
    }

    /** The files are gone. Stopping the unit stops no VM. */
    public static void removed() throws InterruptedException {
        if (Files.isDirectory(SYSTEMD)) {
            boolean unused = done("systemctl", "daemon-reload") && done("systemctl", "stop", "kss-shutdown.service");
        }
    }

    private static boolean done(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
