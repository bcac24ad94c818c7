package io.kss.cli.product;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** A small VNC viewer (RFC 6143): connects without a password and takes one picture of the whole screen. */
final class Rfb {

    private static final int NO_PASSWORD = 1;
    private static final int RAW = 0;

    private Rfb() {}

    /**
     * A viewer as a process of its own: {@code ADDRESS [FILE]}. Writes the picture's width, height and number of colours to
     * standard output, and the picture to the file.
     */
    public static void main(String[] arguments) throws IOException {
        String[] address = arguments[0].replaceFirst("^vnc://", "").split(":", 2);
        BufferedImage picture = picture(address[0], Integer.parseInt(address[1]));
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        long colours = Arrays.stream(pixels).distinct().count();
        if (arguments.length > 1) {
            ImageIO.write(picture, "png", Path.of(arguments[1]).toFile());
        }
        System.out.println(picture.getWidth() + " " + picture.getHeight() + " " + colours);
    }

    private static BufferedImage picture(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(60_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] version = new byte[12];
            in.readFully(version);
            require(new String(version, StandardCharsets.US_ASCII).equals("RFB 003.008\n"), "another version");
            out.write(version);
            byte[] security = new byte[in.readUnsignedByte()];
            in.readFully(security);
            require(Arrays.toString(security).contains(Integer.toString(NO_PASSWORD)), "it wants a password");
            out.writeByte(NO_PASSWORD);
            require(in.readInt() == 0, "it lets nobody in");
            out.writeByte(1);
            BufferedImage picture =
                    new BufferedImage(in.readUnsignedShort(), in.readUnsignedShort(), BufferedImage.TYPE_INT_RGB);
            in.skipNBytes(16);
            in.skipNBytes(in.readInt());
            ask(out, picture.getWidth(), picture.getHeight());
            read(in, picture);
            return picture;
        }
    }

    /** 32 bits a pixel with red on top, unpacked rectangles, and all of the screen once. */
    private static void ask(DataOutputStream out, int width, int height) throws IOException {
        out.write(
                new byte[] {0, 0, 0, 0, 32, 24, 1, 1, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 16, 8, 0, 0, 0, 0});
        out.write(new byte[] {2, 0, 0, 1});
        out.writeInt(RAW);
        out.write(new byte[] {3, 0, 0, 0, 0, 0});
        out.writeShort(width);
        out.writeShort(height);
        out.flush();
    }

    private static void read(DataInputStream in, BufferedImage picture) throws IOException {
        long missing = (long) picture.getWidth() * picture.getHeight();
        while (missing > 0) {
            require(in.readUnsignedByte() == 0, "it tells something else than a picture");
            in.skipNBytes(1);
            int rectangles = in.readUnsignedShort();
            for (int i = 0; i < rectangles; i++) {
                int left = in.readUnsignedShort();
                int top = in.readUnsignedShort();
                int width = in.readUnsignedShort();
                int height = in.readUnsignedShort();
                require(in.readInt() == RAW, "it packs rectangles that it should not");
                for (int y = top; y < top + height; y++) {
                    for (int x = left; x < left + width; x++) {
                        picture.setRGB(x, y, in.readInt());
                    }
                }
                missing -= (long) width * height;
            }
        }
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new EOFException(otherwise);
        }
    }
}
