package io.kss.core.workspace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Any VM name as a file name: what is not a letter, digit, dash or underscore becomes {@code %XX} of its UTF-8 bytes. */
final class VmFolderName {

    private VmFolderName() {}

    static String of(String name) {
        StringBuilder folder = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            boolean plain = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || letter == '-'
                    || letter == '_';
            if (plain) {
                folder.append(letter);
            } else {
                folder.append(String.format("%%%02X", each & 0xff));
            }
        }
        return folder.toString();
    }

    static String nameOf(String folder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < folder.length()) {
            char letter = folder.charAt(at);
            if (letter == '%' && at + 2 < folder.length()) {
                bytes.write(Integer.parseInt(folder.substring(at + 1, at + 3), 16));
                at += 3;
            } else {
                bytes.write(letter);
                at++;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
