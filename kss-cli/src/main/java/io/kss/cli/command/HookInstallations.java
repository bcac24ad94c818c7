package io.kss.cli.command;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.Environment;
import io.kss.cli.hooks.HookSettings;
import io.kss.cli.hooks.Installation;
import io.kss.cli.session.Session;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out what the files must say that {@code kss hooks} is about, and for whom they work. */
final class HookInstallations {

    private final Session session;
    private final Environment environment;

    @Inject
    HookInstallations(Session session, Environment environment) {
        this.session = session;
        this.environment = environment;
    }

    Installation below(Path root) throws ConfigurationException, KssException {
        Configuration configuration = session.configuration();
        String home = System.getProperty("kss.home");
        if (home == null) {
            throw new KssException(
                    Reason.UNEXPECTED, "This kss was not started by its launcher, which the hooks would run.");
        }
        Optional<String> uri = configuration.hypervisor().keys().string("uri");
        if (!configuration.hypervisor().type().equals("libvirt")
                || uri.orElse("").contains(":///session")) {
            throw new KssException(
                    Reason.WRONG_USAGE,
                    "The hooks work with the system's libvirt, qemu:///system, only; " + configuration.file()
                            + " names "
                            + uri.orElse("the hypervisor type "
                                    + configuration.hypervisor().type())
                            + ". A user's own libvirt ends with the user's session, and no unit of the system can stop"
                            + " its VMs in time.",
                    "start and stop these VMs with kss start and kss stop");
        }
        return new Installation(
                root,
                new HookSettings(
                        Path.of(home, "bin/kss").toString(),
                        configuration.file().toAbsolutePath().toString(),
                        configuration.settings().stateFolder().toAbsolutePath().toString(),
                        environment.variable("JAVA_HOME")));
    }

    /** What a failure to change the files means. */
    static Exception explained(IOException failure, String command) {
        return Installation.lacksRight(failure)
                ? new KssException(
                        Reason.WRONG_USAGE,
                        "Changing " + failure.getMessage() + " needs root's rights.",
                        "sudo " + command + ", with --config if the configuration is not /etc/kss/kss.toml")
                : failure;
    }
}
