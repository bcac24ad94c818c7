package io.kss.storage.s3;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;

/** The contract on MinIO, where there is a container engine to run it in. */
@EnabledIf(value = "containerEngine", disabledReason = "there is no container engine to run MinIO in")
class MinioContractIT extends S3StoreContract {

    private static final Logger LOG = LoggerFactory.getLogger(MinioContractIT.class);
    private static final String IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";
    private static final String BUCKET = "kss";

    private static MinIOContainer container;
    private static S3Account account;

    static boolean containerEngine() {
        boolean available = DockerClientFactory.instance().isDockerAvailable();
        if (!available) {
            LOG.warn("skipped: there is no container engine to run MinIO in");
        }
        return available;
    }

    @BeforeAll
    static void startServer() {
        container = new MinIOContainer(IMAGE);
        container.start();
        account = new S3Account(
                URI.create(container.getS3URL()), BUCKET, container.getUserName(), container.getPassword());
        account.createBucket();
    }

    @AfterAll
    static void stopServer() {
        container.stop();
    }

    @Override
    S3Account account() {
        return account;
    }
}
