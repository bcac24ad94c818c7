package io.kss.libvirt.image;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kss.spi.hypervisor.ImageInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks QEMU for the map of some layers alone. What they stand on is left out, so that the answer costs what those layers
 * hold, not what the whole chain does.
 */
final class MapCommand {

    private static final String OF_FILE = "\",\"file\":{\"driver\":\"file\",\"filename\":\"";

    private MapCommand() {}

    /** The map of all of the disk. */
    static List<String> whole(List<ImageInfo> layers) {
        return command(layers, List.of());
    }

    /** The map of a part of the disk. */
    static List<String> part(List<ImageInfo> layers, long offset, long length) {
        return command(layers, List.of("--start-offset=" + offset, "--max-length=" + length));
    }

    /** The map of one file, even while another process writes to it. */
    static List<String> shared(ImageInfo layer) {
        return command(List.of(layer), List.of("--force-share"));
    }

    private static List<String> command(List<ImageInfo> layers, List<String> options) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "map", "--output=json"));
        command.addAll(options);
        command.add("json:" + json(layers));
        return List.copyOf(command);
    }

    private static String json(List<ImageInfo> layers) {
        StringBuilder json = new StringBuilder();
        int open = 0;
        for (ImageInfo layer : layers) {
            json.append(open++ == 0 ? "" : ",\"backing\":")
                    .append("{\"driver\":\"")
                    .append(layer.format());
            json.append(OF_FILE)
                    .append(JsonStringEncoder.getInstance()
                            .quoteAsString(layer.file().toString()))
                    .append("\"}");
        }
        boolean couldStand = layers.get(layers.size() - 1).format().equals(ImageHeader.QCOW2);
        return json.append(couldStand ? ",\"backing\":null" : "")
                .append("}".repeat(open))
                .toString();
    }
}
