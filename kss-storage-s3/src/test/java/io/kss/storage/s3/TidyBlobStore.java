package io.kss.storage.s3;

import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** A folder as a store of objects, without two faults of s3proxy that no real server has. */
final class TidyBlobStore extends ForwardingBlobStore {

    private static final Pattern BEING_WRITTEN =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    TidyBlobStore(String folder) {
        super(new FilesystemNio2BlobStore(folder));
    }

    /** Leaves out the files that objects are written to before they get their names. */
    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response all = super.list(request);
        return all.toBuilder()
                .contents(all.contents().stream()
                        .filter(object -> !BEING_WRITTEN.matcher(object.key()).matches())
                        .toList())
                .build();
    }

    /** Takes it that what is below an object is not there. */
    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        try {
            return super.removeBlob(request);
        } catch (Exception e) {
            if (isBelowAnObject(e)) {
                return DeleteObjectResponse.builder().build();
            }
            throw e;
        }
    }

    /** The store throws checked exceptions that it does not declare. */
    private static boolean isBelowAnObject(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause ->
                        cause instanceof FileSystemException known && "Not a directory".equals(known.getReason()));
    }
}
