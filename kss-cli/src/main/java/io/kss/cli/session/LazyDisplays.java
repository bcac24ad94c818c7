package io.kss.cli.session;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.HypervisorException;
import java.util.List;

/** The displays of a hypervisor that is connected to when it is first asked about one. */
final class LazyDisplays implements Displays {

    private final HypervisorConnection connection;

    LazyDisplays(HypervisorConnection connection) {
        this.connection = connection;
    }

    private Displays displays() throws HypervisorException {
        return connection
                .get()
                .displays()
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Reason.UNSUPPORTED, "this hypervisor can't tell of displays"));
    }

    @Override
    public List<Display> of(String domain) throws HypervisorException {
        return displays().of(domain);
    }

    @Override
    public List<Display> at(String address, String domain) throws HypervisorException {
        return displays().at(address, domain);
    }
}
