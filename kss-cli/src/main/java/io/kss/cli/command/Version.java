package io.kss.cli.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String own = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {
            "kss " + own, "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
        };
    }
}
