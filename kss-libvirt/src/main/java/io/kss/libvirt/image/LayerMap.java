package io.kss.libvirt.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.RunningProgram;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The output of {@code qemu-img map}, piece by piece as it is written, so that no map is ever held in memory. */
final class LayerMap implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration END = Duration.ofMinutes(1);

    private final Path image;
    private final RunningProgram program;
    private final JsonParser parser;

    private LayerMap(Path image, RunningProgram program, JsonParser parser) {
        this.image = image;
        this.program = program;
        this.parser = parser;
    }

    /**
     * Starts reading a map.
     *
     * @param image for messages
     * @param command a {@code qemu-img map --output=json}
     */
    static LayerMap of(Path image, List<String> command) throws HypervisorException {
        RunningProgram program = RunningProgram.reporting(command);
        try {
            return new LayerMap(image, program, JSON.createParser(program.output()));
        } catch (IOException e) {
            program.close();
            throw Failures.of("can't read the map of image '" + image + "'", e);
        }
    }

    /** The next piece, or null at the end of the disk. */
    @Nullable
    MapPiece next() throws HypervisorException {
        try {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    return piece();
                }
            }
        } catch (IOException e) {
            finish();
            throw Failures.of("can't read the map of image '" + image + "'", e);
        }
        finish();
        return null;
    }

    private void finish() throws HypervisorException {
        if (program.await(END) != 0) {
            throw Failures.of("can't read the map of image '" + image + "'", program.complaint());
        }
    }

    private MapPiece piece() throws IOException {
        long start = 0;
        long length = 0;
        int depth = 0;
        boolean present = true;
        boolean zero = false;
        boolean data = false;
        boolean compressed = false;
        long offset = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "start" -> start = parser.getLongValue();
                case "length" -> length = parser.getLongValue();
                case "depth" -> depth = parser.getIntValue();
                case "present" -> present = parser.getBooleanValue();
                case "zero" -> zero = parser.getBooleanValue();
                case "data" -> data = parser.getBooleanValue();
                case "compressed" -> compressed = parser.getBooleanValue();
                case "offset" -> offset = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        return new MapPiece(start, length, depth, present, zero, data, compressed ? -1 : offset);
    }

    @Override
    public void close() throws HypervisorException {
        try (program) {
            parser.close();
        } catch (IOException e) {
            throw Failures.of("can't close the map of image '" + image + "'", e);
        }
    }
}
