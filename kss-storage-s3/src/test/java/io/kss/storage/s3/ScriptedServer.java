package io.kss.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers as told, and lists an empty bucket to whoever opens the store. */
final class ScriptedServer implements AutoCloseable {

    private static final String EMPTY_LIST = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile Answer answer = new Answer(200, "");
    private volatile Answer toLists = new Answer(200, EMPTY_LIST);

    /** A status and a body. */
    record Answer(int status, String body) {

        static Answer error(int status, String code) {
            return new Answer(
                    status, "<Error><Code>" + code + "</Code><Message>as the script wants it</Message></Error>");
        }
    }

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    S3Account account() {
        return new S3Account(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "kss", "some-key", "some-secret");
    }

    /** What everything but a listing gets. */
    void answers(Answer given) {
        answer = given;
    }

    /** What listings get. */
    void answersLists(Answer given) {
        toLists = given;
    }

    int puts() {
        return puts.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean list = String.valueOf(exchange.getRequestURI().getQuery()).contains("list-type");
            if (exchange.getRequestMethod().equals("PUT")) {
                puts.incrementAndGet();
            }
            Answer given = list ? toLists : answer;
            byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
            boolean silent = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(given.status(), silent || body.length == 0 ? -1 : body.length);
            if (!silent) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
