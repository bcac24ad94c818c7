package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.storage.s3.ScriptedServer.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of a server mean. */
class S3AnswersTest {

    private static final ObjectKey KEY = new ObjectKey("vms/entry");

    private ScriptedServer server;
    private StorageBackend store;

    @BeforeEach
    void open() throws Exception {
        server = new ScriptedServer();
        store = new S3Provider().open(server.account().config("", Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        server.close();
    }

    private Throwable putAfter(Answer answer, PutCondition condition) {
        server.answers(answer);
        return catchThrowable(() -> store.put(KEY, ObjectSource.of(new byte[100]), condition));
    }

    private void proveConditions() throws StorageException {
        assertThat(putAfter(Answer.error(412, "PreconditionFailed"), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, rights",
        "403, InvalidAccessKeyId, access-key",
        "403, SignatureDoesNotMatch, secret-key",
        "400, ExpiredToken, run out",
        "403, RequestTimeTooSkewed, clock",
        "401, Unauthorized, rights"
    })
    void refusedAccessTellsTheWayOut(int status, String code, String wayOut) {
        assertThat(putAfter(Answer.error(status, code), PutCondition.ALWAYS))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(wayOut);
        server.answersLists(Answer.error(status, code));
        assertThatThrownBy(() -> new S3Provider().open(server.account().config("", Map.of())))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining(wayOut);
    }

    @ParameterizedTest
    @CsvSource({
        "507, InsufficientStorage",
        "507, XMinioStorageFull",
        "403, QuotaExceeded",
        "400, XMinioAdminBucketQuotaExceeded"
    })
    void fullStoreIsSaidToBeFull(int status, String code) throws Exception {
        proveConditions();
        for (PutCondition condition : PutCondition.values()) {
            assertThat(putAfter(Answer.error(status, code), condition)).isInstanceOf(StoreFullException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown", "503, ServiceUnavailable", "429, TooManyRequests", "400, RequestTimeout"})
    void busyServerMayBeAskedAgain(int status, String code) {
        assertThat(putAfter(Answer.error(status, code), PutCondition.ALWAYS))
                .isInstanceOf(TransientStorageException.class);
        assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(TransientStorageException.class);
        assertThatThrownBy(() -> store.read(KEY, ByteRange.ALL)).isInstanceOf(TransientStorageException.class);
    }

    @ParameterizedTest
    @CsvSource({"500, InternalError", "502, BadGateway", "503, SlowDown", "504, GatewayTimeout"})
    void exclusiveCreateThatFailsInsideTheServerIsUnknown(int status, String code) throws Exception {
        proveConditions();
        assertThat(putAfter(Answer.error(status, code), PutCondition.IF_ABSENT))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @CsvSource({"412, PreconditionFailed", "409, ConditionalRequestConflict", "404, NoSuchKey"})
    void lostRaceIsToldFromFailure(int status, String code) {
        assertThat(putAfter(Answer.error(status, code), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
    }

    @Test
    void missingBucketIsNamed() {
        server.answersLists(Answer.error(404, "NoSuchBucket"));
        assertThatThrownBy(() -> new S3Provider().open(server.account().config("", Map.of())))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("no bucket 'kss'");
        assertThat(putAfter(Answer.error(404, "NoSuchBucket"), PutCondition.IF_ABSENT))
                .isExactlyInstanceOf(StorageException.class);
    }

    @Test
    void wrongRegionTellsWhatToSet() {
        server.answersLists(Answer.error(301, "PermanentRedirect"));
        assertThatThrownBy(() -> new S3Provider().open(server.account().config("", Map.of())))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("region");
    }

    @Test
    void nothingIsSentTwice() throws Exception {
        proveConditions();
        int before = server.puts();
        putAfter(Answer.error(500, "InternalError"), PutCondition.ALWAYS);
        putAfter(Answer.error(503, "SlowDown"), PutCondition.IF_ABSENT);
        assertThat(server.puts() - before).isEqualTo(2);
    }

    @Test
    void serverThatIgnoresTheConditionIsRefused() {
        assertThat(putAfter(new Answer(200, ""), PutCondition.IF_ABSENT))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("If-None-Match")
                .hasMessageContaining("SFTP");
    }

    @Test
    void serverThatRefusesTheConditionIsRefused() {
        assertThat(putAfter(Answer.error(501, "NotImplemented"), PutCondition.IF_ABSENT))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("If-None-Match");
    }

    @Test
    void conditionIsProvedOnce() throws Exception {
        proveConditions();
        int before = server.puts();
        proveConditions();
        assertThat(server.puts() - before).isEqualTo(1);
    }

    @Test
    void serverThatIgnoresRangesIsFound() {
        server.answers(new Answer(200, "the whole object"));
        assertThatThrownBy(() -> store.read(KEY, new ByteRange(4, 5))).isInstanceOf(StoreCorruptException.class);
    }

    @Test
    void objectTooLargeForOneRequestIsNotCreatedExclusively() {
        ObjectSource large = new ObjectSource() {
            @Override
            public long length() {
                return (64 << 20) + 1;
            }

            @Override
            public java.io.InputStream open() {
                throw new AssertionError("read, though it was to be refused");
            }
        };
        assertThatThrownBy(() -> store.put(KEY, large, PutCondition.IF_ABSENT))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("exclusively");
        assertThat(server.puts()).isZero();
    }
}
