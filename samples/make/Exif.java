import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Facts a camera writes into a JPEG: an APP1 segment with a TIFF structure (Exif 2.32). */
record Exif(String maker, String model, String taken, String offset, int iso, double aperture, int focal, double[] place) {
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;

    private record Entry(int tag, int type, int count, byte[] value) {}

    /** Puts the segment right after the start of the JPEG. */
    byte[] into(byte[] jpeg, int width, int height) {
        byte[] tiff = tiff(width, height);
        var out = new ByteArrayOutputStream();
        write(out, data -> {
            data.write(jpeg, 0, 2);
            data.writeShort(0xFFE1);
            data.writeShort(2 + 6 + tiff.length);
            data.write("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
            data.write(tiff);
            data.write(jpeg, 2, jpeg.length - 2);
        });
        return out.toByteArray();
    }

    private byte[] tiff(int width, int height) {
        var camera = new ArrayList<>(List.of(
                text(0x010F, maker), text(0x0110, model), number(0x0112, 1), text(0x0132, taken)));
        var shot = List.of(
                ratio(0x829A, 1, 250),
                ratio(0x829D, (int) Math.round(aperture * 10), 10),
                number(0x8827, iso),
                text(0x9003, taken),
                text(0x9011, offset),
                ratio(0x920A, focal, 1),
                longNumber(0xA002, width),
                longNumber(0xA003, height));
        List<Entry> gps = place.length == 0
                ? List.of()
                : List.of(
                        text(0x0001, place[0] < 0 ? "S" : "N"),
                        degrees(0x0002, place[0]),
                        text(0x0003, place[1] < 0 ? "W" : "E"),
                        degrees(0x0004, place[1]));
        int pointers = gps.isEmpty() ? 1 : 2;
        int cameraAt = 8;
        int shotAt = cameraAt + size(camera) + 12 * pointers;
        int gpsAt = shotAt + size(shot);
        camera.add(longNumber(0x8769, shotAt));
        if (!gps.isEmpty()) {
            camera.add(longNumber(0x8825, gpsAt));
        }
        var out = new ByteArrayOutputStream();
        write(out, data -> {
            data.write("MM\0*".getBytes(StandardCharsets.US_ASCII));
            data.writeInt(cameraAt);
            directory(data, camera, cameraAt);
            directory(data, shot, shotAt);
            if (!gps.isEmpty()) {
                directory(data, gps, gpsAt);
            }
        });
        return out.toByteArray();
    }

    private static int size(List<Entry> entries) {
        return 2 + 12 * entries.size() + 4
                + entries.stream().mapToInt(e -> e.value.length > 4 ? e.value.length + e.value.length % 2 : 0).sum();
    }

    private static void directory(DataOutputStream out, List<Entry> entries, int at) throws IOException {
        int outside = at + 2 + 12 * entries.size() + 4;
        out.writeShort(entries.size());
        for (var e : entries) {
            out.writeShort(e.tag);
            out.writeShort(e.type);
            out.writeInt(e.count);
            if (e.value.length > 4) {
                out.writeInt(outside);
                outside += e.value.length + e.value.length % 2;
            } else {
                out.write(e.value);
                out.write(new byte[4 - e.value.length]);
            }
        }
        out.writeInt(0);
        for (var e : entries) {
            if (e.value.length > 4) {
                out.write(e.value);
                out.write(new byte[e.value.length % 2]);
            }
        }
    }

    private static Entry text(int tag, String value) {
        byte[] bytes = (value + "\0").getBytes(StandardCharsets.US_ASCII);
        return new Entry(tag, ASCII, bytes.length, bytes);
    }

    private static Entry number(int tag, int value) {
        return new Entry(tag, SHORT, 1, new byte[] {(byte) (value >> 8), (byte) value});
    }

    private static Entry longNumber(int tag, int value) {
        return new Entry(tag, LONG, 1, ints(value));
    }

    private static Entry ratio(int tag, int above, int below) {
        return new Entry(tag, RATIONAL, 1, ints(above, below));
    }

    private static Entry degrees(int tag, double value) {
        double absolute = Math.abs(value);
        int whole = (int) absolute;
        int minutes = (int) ((absolute - whole) * 60);
        int hundredths = (int) Math.round(((absolute - whole) * 60 - minutes) * 6000);
        return new Entry(tag, RATIONAL, 3, ints(whole, 1, minutes, 1, hundredths, 100));
    }

    private static byte[] ints(int... values) {
        var out = new ByteArrayOutputStream();
        write(out, data -> {
            for (int value : values) {
                data.writeInt(value);
            }
        });
        return out.toByteArray();
    }

    private interface Body {
        void to(DataOutputStream out) throws IOException;
    }

    private static void write(ByteArrayOutputStream out, Body body) {
        try {
            body.to(new DataOutputStream(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
