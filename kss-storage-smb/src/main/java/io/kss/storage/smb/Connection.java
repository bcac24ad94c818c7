package io.kss.storage.smb;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jcifs.CIFSContext;
import jcifs.CIFSException;
import jcifs.Configuration;
import jcifs.RuntimeCIFSException;
import jcifs.internal.CommonServerMessageBlockResponse;
import jcifs.internal.Request;
import jcifs.smb.RequestParam;
import jcifs.smb.SmbSessionInternal;
import jcifs.smb.SmbTransportInternal;
import jcifs.smb.SmbTreeInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection, logged in to the share. Any number of threads may send at once; each waits for its own answer, and
 * none of them may be interrupted. A request that stays without an answer ends the connection: it is never repeated.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final SmbTransportInternal transport;
    private final SmbSessionInternal session;
    private final SmbTreeInternal tree;
    private final Configuration config;
    private final AtomicInteger load;
    private volatile boolean broken;

    private Connection(
            CIFSContext context,
            SmbTransportInternal transport,
            SmbSessionInternal session,
            SmbTreeInternal tree,
            AtomicInteger load) {
        this.config = context.getConfig();
        this.transport = transport;
        this.session = session;
        this.tree = tree;
        this.load = load;
    }

    /**
     * Connects and logs in.
     *
     * @param load how many use it, counted down when they release it
     */
    @SuppressWarnings("deprecation") // the one way to connect a tree and nothing else
    static Connection open(SmbSettings settings, CIFSContext context, AtomicInteger load) throws IOException {
        boolean signing = context.getConfig().isSigningEnforced();
        SmbTransportInternal transport = context.getTransportPool()
                .getSmbTransport(context, settings.host(), settings.port(), true, signing)
                .unwrap(SmbTransportInternal.class);
        SmbSessionInternal session =
                transport.getSmbSession(context, settings.host(), null).unwrap(SmbSessionInternal.class);
        SmbTreeInternal tree = session.getSmbTree(settings.share(), null).unwrap(SmbTreeInternal.class);
        Connection connection = new Connection(context, transport, session, tree, load);
        try {
            tree.connectLogon(context);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Configuration config() {
        return config;
    }

    boolean isUsable() {
        return !broken && !transport.isDisconnected();
    }

    /** Sends a request and waits for the answer. */
    <T extends CommonServerMessageBlockResponse> T send(Request<T> request) throws IOException {
        if (!isUsable()) {
            throw new NotSentException();
        }
        try {
            T answer = tree.send(request, RequestParam.NO_RETRY);
            if (answer.isError()) {
                // jcifs takes the failure of a connection that breaks right after the request was sent for an answer,
                // and one without a status for a success.
                throw new CIFSException("the connection broke before the answer came", answer.getException());
            }
            return answer;
        } catch (CIFSException e) {
            if (!Status.answered(e)) {
                cut();
            }
            throw e;
        } catch (RuntimeCIFSException | NullPointerException e) {
            // jcifs does not expect that another thread ends the connection.
            cut();
            throw new CIFSException("the connection broke", e);
        }
    }

    /** One user less. */
    void release() {
        load.decrementAndGet();
    }

    /** Ends the connection at once; whoever waits for an answer gets none. Idempotent. */
    private void cut() {
        if (!broken) {
            broken = true;
            disconnect();
        }
    }

    private void disconnect() {
        try {
            transport.disconnect(true, false);
        } catch (IOException | RuntimeException e) {
            LOG.debug("can't disconnect", e);
        }
    }

    /** Ends the connection and lets go of it. To be called once. */
    void close() {
        broken = true;
        for (AutoCloseable held : List.of(tree, session, transport)) {
            try {
                held.close();
            } catch (Exception e) {
                LOG.debug("can't release", e);
            }
        }
        disconnect();
    }
}
