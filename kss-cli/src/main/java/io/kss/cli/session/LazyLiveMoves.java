package io.kss.cli.session;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The moves of a hypervisor that is connected to when one is first asked for. */
final class LazyLiveMoves implements LiveMoves {

    private final HypervisorConnection connection;

    LazyLiveMoves(HypervisorConnection connection) {
        this.connection = connection;
    }

    private LiveMoves moves() throws HypervisorException {
        return connection
                .get()
                .liveMoves()
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Reason.UNSUPPORTED, "this hypervisor can't move running VMs"));
    }

    @Override
    public Moved take(MoveRequest request, MoveListener listener) throws HypervisorException {
        return moves().take(request, listener);
    }

    @Override
    public void fetchRest(MoveRequest request, MoveListener listener) throws HypervisorException {
        moves().fetchRest(request, listener);
    }

    @Override
    public boolean isSplit(String domain) throws HypervisorException {
        return moves().isSplit(domain);
    }

    @Override
    public long memory(String domain) throws HypervisorException {
        return moves().memory(domain);
    }

    @Override
    public Optional<RunState> stateAt(String address, String domain) throws HypervisorException {
        return moves().stateAt(address, domain);
    }

    @Override
    public List<MoveObstacle> examine(String address, String domain) throws HypervisorException {
        return moves().examine(address, domain);
    }

    @Override
    public boolean isLeaving(String domain) throws HypervisorException {
        return moves().isLeaving(domain);
    }

    @Override
    public void cancelLeaving(String domain) throws HypervisorException {
        moves().cancelLeaving(domain);
    }

    @Override
    public void settle(String domain, Map<String, Path> disks) throws HypervisorException {
        moves().settle(domain, disks);
    }

    @Override
    public void resume(String domain) throws HypervisorException {
        moves().resume(domain);
    }
}
