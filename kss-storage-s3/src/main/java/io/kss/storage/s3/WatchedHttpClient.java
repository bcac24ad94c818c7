package io.kss.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** An HTTP client whose requests are watched. Closing it closes the one given. */
final class WatchedHttpClient implements SdkHttpClient {

    private final SdkHttpClient client;
    private final RequestWatch watch;

    WatchedHttpClient(SdkHttpClient client, RequestWatch watch) {
        this.client = client;
        this.watch = watch;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Executable(request);
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Executable implements ExecutableHttpRequest {

        private final ExecutableHttpRequest plain;
        private final WatchedRequest watched;

        Executable(HttpExecuteRequest request) {
            this.watched = new WatchedRequest(this);
            HttpExecuteRequest.Builder copy = HttpExecuteRequest.builder().request(request.httpRequest());
            request.contentStreamProvider().ifPresent(body -> copy.contentStreamProvider(watching(body)));
            request.metricCollector().ifPresent(copy::metricCollector);
            this.plain = client.prepareRequest(copy.build());
        }

        private ContentStreamProvider watching(ContentStreamProvider body) {
            return () -> new Sent(body.newStream(), watched);
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            watch.add(watched);
            boolean streaming = false;
            try {
                HttpExecuteResponse response = watched.whileWaiting(plain::call);
                if (response.responseBody().isEmpty()) {
                    return response;
                }
                AbortableInputStream body = response.responseBody().get();
                streaming = true;
                return HttpExecuteResponse.builder()
                        .response(response.httpResponse())
                        .responseBody(AbortableInputStream.create(new Received(body, watched), () -> {
                            watch.remove(watched);
                            body.abort();
                        }))
                        .build();
            } finally {
                if (!streaming) {
                    watch.remove(watched);
                }
            }
        }

        @Override
        public void abort() {
            plain.abort();
        }
    }

    /** What goes to the server. */
    private static final class Sent extends FilterInputStream {

        private final WatchedRequest watched;

        Sent(InputStream source, WatchedRequest watched) {
            super(source);
            this.watched = watched;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try (SdkAutoCloseable pause = watched.pause()) {
                int count = in.read(target, offset, length);
                watched.refuseIfEnded(null);
                return count;
            }
        }
    }

    /** What comes from the server. */
    private final class Received extends FilterInputStream {

        private final WatchedRequest watched;

        Received(InputStream body, WatchedRequest watched) {
            super(body);
            this.watched = watched;
        }

        @Override
        public int read() throws IOException {
            return watched.whileWaiting(in::read);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return watched.whileWaiting(() -> in.read(target, offset, length));
        }

        @Override
        public void close() throws IOException {
            watch.remove(watched);
            in.close();
        }
    }
}
