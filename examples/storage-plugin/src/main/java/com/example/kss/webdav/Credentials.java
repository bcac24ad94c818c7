package com.example.kss.webdav;

import io.kss.spi.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who logs in, and with what; the secret does not show. */
record Credentials(String user, Secret password) {

    /** The value of the {@code Authorization} header. */
    String header() {
        String pair = user + ":" + new String(password.reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
