package io.kss.storage.s3;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** Serves a folder until its standard input ends, as it does when the one who started it dies. */
public final class S3ServerProcess {

    static final String ACCESS_KEY = "KSS_TEST_S3_ACCESS_KEY";
    static final String SECRET_KEY = "KSS_TEST_S3_SECRET_KEY";

    private S3ServerProcess() {}

    /**
     * Arguments: folder, address, and for https the address, key store and its password. The keys come by the
     * environment, which other users can't list.
     */
    public static void main(String[] args) throws Exception {
        S3Proxy.Builder builder = S3Proxy.Builder.fromProperties(properties(args));
        if (args.length > 2) {
            builder.secureEndpoint(URI.create(args[2])).keyStore(args[3], args[4]);
        }
        S3Proxy server = builder.awsAuthentication(
                        AuthenticationType.AWS_V4, System.getenv(ACCESS_KEY), System.getenv(SECRET_KEY))
                .blobStore(new TidyBlobStore(args[0]))
                .stopTimeout(0)
                .build();
        server.start();
        System.out.println("serving");
        while (System.in.read() >= 0) {
            // What comes does not matter.
        }
        System.exit(0);
    }

    private static Properties properties(String[] args) {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", args[1]);
        properties.setProperty("s3proxy.authorization", "aws-v4");
        properties.setProperty("s3proxy.identity", System.getenv(ACCESS_KEY));
        properties.setProperty("s3proxy.credential", System.getenv(SECRET_KEY));
        return properties;
    }
}
