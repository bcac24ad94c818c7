package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket on a test server, and the keys to it. */
public record S3Account(URI endpoint, String bucket, String accessKey, String secretKey) {

    /** The same bucket and keys, reached in another way. */
    public S3Account at(URI other) {
        return new S3Account(other, bucket, accessKey, secretKey);
    }

    /** The same, reached through a port of the loopback interface. */
    public S3Account through(int port) {
        return at(URI.create(endpoint.getScheme() + "://127.0.0.1:" + port));
    }

    /** The same bucket with another secret. */
    public S3Account withSecret(String other) {
        return new S3Account(endpoint, bucket, accessKey, other);
    }

    /** What a user writes into the {@code [store]} table, apart from the secret. */
    public Map<String, String> settings(String prefix) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("endpoint", endpoint.toString());
        settings.put("bucket", bucket);
        settings.put("prefix", prefix);
        settings.put("access-key", accessKey);
        return settings;
    }

    /** For servers that start without buckets. */
    void createBucket() {
        client(client -> client.createBucket(request -> request.bucket(bucket)));
    }

    /** Does something with the server as another program would. */
    <T> T client(Function<S3Client, T> work) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build()) {
            return work.apply(client);
        }
    }

    PluginConfig config(String prefix, Map<String, String> more) throws ConfigException {
        Map<String, String> settings = settings(prefix);
        settings.putAll(more);
        return PluginConfig.of(new S3Provider().configKeys(), settings, Map.of("secret-key", Secret.of(secretKey)));
    }
}
