package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Sets the SDK up: no retries, and no checksums beyond the protocol's own, which some servers refuse. Thread-safe.
 */
final class S3Clients implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final S3Settings settings;
    private final AwsCredentialsProvider login;
    private final SdkHttpClient http;
    private final S3Client usual;
    private @Nullable S3Client unchunked;

    private S3Clients(S3Settings settings, SdkHttpClient http) {
        this.settings = settings;
        this.http = http;
        this.login = Login.of(settings);
        this.usual = build(true);
    }

    static S3Clients create(S3Settings settings, RequestWatch watch) throws ConfigException {
        return new S3Clients(settings, new WatchedHttpClient(http(settings), watch));
    }

    S3Client usual() {
        return usual;
    }

    /** For empty objects: Ceph takes no empty body that is signed in chunks. */
    synchronized S3Client unchunked() {
        S3Client client = unchunked;
        if (client == null) {
            client = build(false);
            unchunked = client;
        }
        return client;
    }

    private S3Client build(boolean chunks) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(login)
                .forcePathStyle(settings.pathStyle())
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(chunks))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(http);
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static SdkHttpClient http(S3Settings settings) throws ConfigException {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(settings.connections())
                .connectionTimeout(settings.connectTimeout())
                .connectionAcquisitionTimeout(settings.timeout())
                .connectionMaxIdleTime(IDLE)
                .socketTimeout(settings.timeout())
                .tcpKeepAlive(true);
        if (settings.caFile().isPresent()) {
            TrustManager[] trust = CaFile.trust(settings.caFile().get());
            builder.tlsTrustManagersProvider(() -> trust);
        }
        return builder.build();
    }

    @Override
    public synchronized void close() {
        usual.close();
        if (unchunked != null) {
            unchunked.close();
        }
        http.close();
    }
}
