package io.kss.storage.sftp;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Logs in with one key that an agent holds: asks whether the server takes it, then has the agent sign. */
final class AgentAuth extends AbstractAuthMethod {

    private static final int SIGN_WITH_SHA512 = 4;

    private final SshAgent agent;
    private final SshAgent.Key key;
    private final boolean rsa;

    AgentAuth(SshAgent agent, SshAgent.Key key) {
        super("publickey");
        this.agent = agent;
        this.key = key;
        this.rsa = key.type().startsWith("ssh-rsa");
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        return super.buildReq()
                .putBoolean(signed)
                .putString(rsa ? key.type().replace("ssh-rsa", "rsa-sha2-512") : key.type())
                .putString(key.blob());
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket request = request(true);
        byte[] data = new Buffer.PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try {
            request.putString(agent.sign(key, data, rsa ? SIGN_WITH_SHA512 : 0));
        } catch (IOException e) {
            throw new UserAuthException("the ssh-agent does not sign: " + e.getMessage(), e);
        }
        params.getTransport().write(request);
    }
}
