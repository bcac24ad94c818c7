package io.kss.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns, two blanks apart. The last column is never padded and takes what is left of the line. */
final class TextTable {

    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** @param heads column titles; one that starts with {@code >} is aligned to the right */
    TextTable(String... heads) {
        List<String> titles = new ArrayList<>();
        for (String head : heads) {
            right.add(head.startsWith(">"));
            titles.add(head.startsWith(">") ? head.substring(1) : head);
        }
        rows.add(titles);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String pad = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? "" : "  ");
                line.append(right.get(column) ? pad + cell : cell + pad);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
