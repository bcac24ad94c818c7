package io.kss.cli.config;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file's name and text, to say where a key stands.
 *
 * @param name the file as the user knows it
 * @param text its content
 */
record ConfigSource(String name, String text) {

    private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*([^\\[\\]]+?)\\s*]\\s*(?:#.*)?");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Za-z0-9_.\"' -]+?)\\s*=.*");

    /**
     * The line, from 1, where a key or table is first mentioned. A scan of the text rather than a parser's answer: it may
     * find nothing, or for unusual spellings the wrong line, but no message depends on it for more than a hint.
     */
    OptionalInt lineOf(String path) {
        String[] lines = text.split("\n", -1);
        String table = "";
        for (int i = 0; i < lines.length; i++) {
            Matcher header = HEADER.matcher(lines[i]);
            if (header.matches()) {
                table = unquoted(header.group(1));
                if (isOrContains(table, path)) {
                    return OptionalInt.of(i + 1);
                }
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(lines[i]);
            if (assignment.matches()) {
                String key = unquoted(assignment.group(1));
                if (isOrContains(table.isEmpty() ? key : table + "." + key, path)) {
                    return OptionalInt.of(i + 1);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isOrContains(String found, String wanted) {
        return found.equals(wanted) || found.startsWith(wanted + ".");
    }

    private static String unquoted(String key) {
        return key.replaceAll("[\"' ]", "");
    }
}
