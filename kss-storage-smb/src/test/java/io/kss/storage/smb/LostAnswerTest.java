package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import jcifs.CIFSContext;
import jcifs.CIFSException;
import jcifs.Configuration;
import jcifs.context.BaseContext;
import jcifs.internal.smb2.ServerMessageBlock2Request;
import jcifs.internal.smb2.create.Smb2CreateRequest;
import jcifs.internal.smb2.create.Smb2CreateResponse;
import org.junit.jupiter.api.Test;

/** An answer that never came must not pass for one that says yes. */
class LostAnswerTest {

    @Test
    void requestWhoseConnectionBreaksRightAfterItWasSentFails() throws Exception {
        SmbServer server = SmbServer.start();
        SmbSettings settings = SmbSettings.of(Stores.settings(server).config());
        BaseContext base = Contexts.base(settings, false);
        try {
            Connection connection = Connection.open(settings, Contexts.of(settings, base), new AtomicInteger());
            RemoteFile.creating(connection, "there").close();
            assertThatThrownBy(() -> connection.send(new BrokenOff(connection.config(), "there")))
                    .isInstanceOf(CIFSException.class)
                    .satisfies(e -> assertThat(Status.answered((IOException) e)).isFalse())
                    .hasRootCauseMessage("the line broke");
            assertThat(connection.isUsable()).isFalse();
            connection.close();
        } finally {
            base.close();
            server.closeAndDelete();
        }
    }

    /** What jcifs makes of a request when its connection ends between the sending and the waiting. */
    private static final class BrokenOff extends Smb2CreateRequest {

        BrokenOff(Configuration config, String path) {
            super(config, path);
            setCreateDisposition(FILE_OPEN);
        }

        @Override
        protected Smb2CreateResponse createResponse(
                CIFSContext context, ServerMessageBlock2Request<Smb2CreateResponse> request) {
            Smb2CreateResponse answer = super.createResponse(context, request);
            answer.exception(new IOException("the line broke"));
            return answer;
        }
    }
}
