package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user set.
 *
 * @param endpoint where the server is, or empty for Amazon's own
 * @param pathStyle whether the bucket is named in the path, not in the host name
 * @param keys empty where the SDK is to look for them
 * @param connections the most connections at once
 * @param timeout how long the server may be silent
 */
record S3Settings(
        Optional<URI> endpoint,
        String region,
        Place place,
        boolean pathStyle,
        Optional<AccessKeys> keys,
        Optional<Path> caFile,
        int connections,
        Duration connectTimeout,
        Duration timeout) {

    static final List<ConfigKey> KEYS = List.of(
            ConfigKey.optional("endpoint", "the server's address, such as https://nas:9000; Amazon's own without it"),
            ConfigKey.withDefault(
                    "region", "us-east-1", "the region of the bucket; most servers of one's own take any"),
            ConfigKey.required("bucket", "the name of an existing bucket"),
            ConfigKey.withDefault("prefix", "", "the folder inside the bucket that holds the repository"),
            ConfigKey.optional(
                    "path-style",
                    "whether the bucket is named in the path (true) or in the host name (false);"
                            + " true by default where an endpoint is given"),
            ConfigKey.optional("access-key", "the id of the access key; the AWS SDK's own places without it"),
            ConfigKey.secret("secret-key", "the secret of the access key"),
            ConfigKey.secret("session-token", "the token that belongs to temporary keys"),
            ConfigKey.optional("ca-file", "a PEM file with the certificates that https servers are to be trusted by"),
            ConfigKey.withDefault("connections", "16", "the most connections at once, 1 to 256"),
            ConfigKey.withDefault("connect-timeout", "10", "seconds to wait for a connection, 1 to 600"),
            ConfigKey.withDefault("timeout", "60", "seconds the server may be silent, 1 to 3600"));

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");
    private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9!_.*'() -]+(/[A-Za-z0-9!_.*'() -]+)*");
    private static final Pattern DOTS = Pattern.compile("(.*/)?\\.{1,2}(/.*)?");
    private static final int LONGEST_PREFIX = 500;

    /** An access key and what belongs to it. */
    record AccessKeys(String id, Secret secret, Optional<Secret> sessionToken) {}

    static S3Settings of(PluginConfig config) throws ConfigException {
        Optional<URI> endpoint = Optional.empty();
        if (config.optionalString("endpoint").isPresent()) {
            endpoint = Optional.of(endpoint(config.string("endpoint")));
        }
        Optional<Path> caFile = Optional.empty();
        if (config.optionalString("ca-file").isPresent()) {
            caFile = Optional.of(config.path("ca-file"));
        }
        return new S3Settings(
                endpoint,
                config.string("region"),
                new Place(
                        bucket(config.string("bucket")),
                        prefix(config.string("prefix")),
                        endpoint.map(URI::getAuthority).orElse("Amazon S3")),
                config.optionalString("path-style").isPresent() ? config.flag("path-style") : endpoint.isPresent(),
                keys(config),
                caFile,
                config.integer("connections", 1, 256),
                Duration.ofSeconds(config.integer("connect-timeout", 1, 600)),
                Duration.ofSeconds(config.integer("timeout", 1, 3600)));
    }

    private static URI endpoint(String text) throws ConfigException {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = List.of("", "/").contains(Objects.requireNonNullElse(uri.getRawPath(), "none"));
            if (web && bare && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // falls through to the one message; the text may hold a password, so it is not repeated
        }
        throw new ConfigException(
                "endpoint", "must be http:// or https:// with a host and perhaps a port, such as https://nas:9000");
    }

    private static String bucket(String text) throws ConfigException {
        if (!BUCKET.matcher(text).matches()) {
            throw new ConfigException("bucket", "must be the name of a bucket, not '" + text + "'");
        }
        return text;
    }

    private static String prefix(String text) throws ConfigException {
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty() && text.isEmpty()) {
            return "";
        }
        if (bare.length() > LONGEST_PREFIX
                || !SEGMENTS.matcher(bare).matches()
                || DOTS.matcher(bare).matches()) {
            throw new ConfigException(
                    "prefix",
                    "must be a folder such as backup/kss: letters, digits, spaces and !_.*'()-, not '" + text + "'");
        }
        return bare + "/";
    }

    private static Optional<AccessKeys> keys(PluginConfig config) throws ConfigException {
        Optional<String> id = config.optionalString("access-key");
        Optional<Secret> secret = config.secret("secret-key");
        Optional<Secret> token = config.secret("session-token");
        if (id.isPresent() != secret.isPresent()) {
            throw new ConfigException(
                    id.isPresent() ? "secret-key" : "access-key",
                    "is missing: give the id and the secret of the access key, or neither of them");
        }
        if (token.isPresent() && id.isEmpty()) {
            throw new ConfigException("session-token", "belongs to an access-key and a secret-key, which are missing");
        }
        return id.map(given -> new AccessKeys(given, secret.orElseThrow(), token));
    }
}
