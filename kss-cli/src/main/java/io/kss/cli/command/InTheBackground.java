package io.kss.cli.command;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.session.Background;
import io.kss.cli.session.Session;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What keeps work beside a running guest from hindering it. */
final class InTheBackground {

    @Option(
            names = "--bandwidth",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = "Send no faster than that, such as 20MB/s; else as 'bandwidth' in the configuration says.")
    private Optional<Long> bandwidth = Optional.empty();

    /** To be called before the library is opened. */
    void prepare(Session session, Background background) throws ConfigurationException {
        if (bandwidth.isPresent()) {
            session.limitBandwidth(bandwidth.get());
        }
        background.goLast();
    }
}
