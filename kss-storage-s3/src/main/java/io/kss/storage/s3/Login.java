package io.kss.storage.s3;

import io.kss.spi.config.Secret;
import io.kss.storage.s3.S3Settings.AccessKeys;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/** Finds the keys that requests are signed with. */
final class Login {

    private Login() {}

    static AwsCredentialsProvider of(S3Settings settings) {
        if (settings.keys().isPresent()) {
            return StaticCredentialsProvider.create(credentials(settings.keys().get()));
        }
        if (settings.endpoint().isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        // A server of one's own knows nothing of Amazon's machines: asking their metadata service would only take time.
        return AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                ProfileCredentialsProvider.create());
    }

    private static software.amazon.awssdk.auth.credentials.AwsCredentials credentials(AccessKeys keys) {
        return keys.sessionToken().isPresent()
                ? AwsSessionCredentials.create(
                        keys.id(), text(keys.secret()), text(keys.sessionToken().get()))
                : AwsBasicCredentials.create(keys.id(), text(keys.secret()));
    }

    private static String text(Secret secret) {
        return new String(secret.reveal());
    }
}
