package io.kss.cli.peer;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One line of the conversation: words that may hold anything. */
final class Words {

    private Words() {}

    static String line(List<String> words) {
        return words.stream()
                .map(word -> word.isEmpty() ? "%00" : URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    static List<String> of(String line) {
        return Arrays.stream(line.strip().split(" ", -1))
                .map(word -> word.equals("%00") ? "" : URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
    }
}
