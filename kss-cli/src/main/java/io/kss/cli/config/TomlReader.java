package io.kss.cli.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Parses a TOML file into plain values: String, BigInteger, Double, Boolean, List and Map. */
final class TomlReader {

    /** Far more than anybody writes by hand. */
    private static final long MAX_SIZE = 1 << 20;

    private TomlReader() {}

    static Table read(Path file) throws ConfigurationException {
        ConfigSource source = new ConfigSource(file.toString(), text(file));
        try (JsonParser parser = new TomlFactory().createParser(source.text())) {
            parser.nextToken();
            return new Table(source, "", object(parser));
        } catch (JsonProcessingException e) {
            // Only the parser's own words: a quote of the file could show a secret.
            JsonLocation place = e.getLocation();
            OptionalInt line = place == null ? OptionalInt.empty() : OptionalInt.of(place.getLineNr());
            String reason = e.getOriginalMessage() + (place == null ? "" : " at column " + place.getColumnNr());
            throw ConfigurationException.at(source, line, Optional.empty(), "this is not valid TOML: " + reason);
        } catch (IOException e) {
            throw ConfigurationException.at(source, OptionalInt.empty(), Optional.empty(), "this is not valid TOML");
        }
    }

    private static String text(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new ConfigurationException(file + " is too large to be a configuration file.");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + " is not a UTF-8 text file.");
        } catch (IOException e) {
            throw new ConfigurationException("The configuration file " + file + " can't be read: " + FileProblem.of(e));
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return values;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return values;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> new BigInteger(parser.getText());
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.getText();
        };
    }
}
