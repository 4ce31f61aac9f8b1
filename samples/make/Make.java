import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * Makes the sample photos: {@code java samples/make/Make.java samples/photos}. WebP files come from Debian's
 * {@code cwebp}, which must be on the PATH.
 */
public final class Make {
    private static final double[] NOWHERE = {};

    public static void main(String[] args) throws Exception {
        var root = Path.of(args[0]);
        coast(root.resolve("coast"));
        fractals(root.resolve("fractals"));
        glass(root.resolve("glass"));
        sky(root.resolve("sky"));
    }

    private static void coast(Path dir) throws IOException {
        double[][] places = {{59.9139, 10.7522}, {-33.8568, 151.2153}, {37.7749, -122.4194}, NOWHERE, {64.1466, -21.9426}};
        int[][] sizes = {{4000, 3000}, {3264, 2448}, {2048, 1536}, {1600, 1200}, {1024, 768}, {4032, 2268}};
        for (int i = 0; i < sizes.length; i++) {
            var image = Pictures.paint(sizes[i][0], sizes[i][1], i % 3 * 4, 100 + i, Pictures.sunset(100 + i));
            var exif = new Exif("Capsule Optics", "Pinhole " + (i + 1), "2025:0" + (i + 3) + ":1" + i + " 19:4" + i + ":07",
                    "+02:00", 100 << i % 3, 1.8 + i * 0.4, 24 + i * 7, places[i % places.length]);
            jpeg(dir.resolve("IMG_%04d.jpg".formatted(1001 + i)), image, 0.88f, exif);
        }
    }

    private static void fractals(Path dir) throws Exception {
        png(dir.resolve("seahorse-valley.png"), Pictures.paint(1280, 960, 0, 1, Pictures.mandelbrot(-0.745, 0.11, 0.02, 0.1)));
        png(dir.resolve("whole-set.png"), Pictures.paint(1600, 1200, 0, 2, Pictures.mandelbrot(-0.55, 0, 2.6, 0.55)));
        png(dir.resolve("mini.png"), Pictures.paint(320, 240, 0, 3, Pictures.mandelbrot(-1.76, 0, 0.08, 0.3)));
        // film grain does not compress: this is the large file
        png(dir.resolve("dendrite-print.png"), Pictures.paint(3600, 2700, 24, 4, Pictures.julia(0, 1, 0.8)));
        webp(dir.resolve("rabbit.webp"), Pictures.paint(1920, 1440, 2, 5, Pictures.julia(-0.123, 0.745, 0.62)), "-q", "82");
        webp(dir.resolve("dragon.webp"), Pictures.paint(1200, 900, 0, 6, Pictures.julia(-0.8, 0.156, 0.2)), "-lossless");
        jpeg(dir.resolve("spiral.jpg"), Pictures.paint(2400, 1800, 0, 7, Pictures.mandelbrot(-0.7436, 0.1318, 0.003, 0.7)), 0.92f,
                new Exif("Capsule Optics", "Plotter", "2026:01:31 23:59:59", "-05:00", 50, 8, 50, NOWHERE));
    }

    private static void glass(Path dir) throws Exception {
        for (int i = 0; i < 3; i++) {
            png(dir.resolve("window-" + (i + 1) + ".png"), Pictures.paint(800 + i * 300, 600 + i * 225, 0, i, Pictures.mosaic(20 + i, 9 + 6 * i)));
            webp(dir.resolve("tiles-" + (i + 1) + ".webp"), Pictures.paint(1000 + i * 200, 750, i, i, Pictures.mosaic(30 + i, 14)), "-q", "75");
        }
        jpeg(dir.resolve("lobby.jpg"), Pictures.paint(3000, 2000, 6, 9, Pictures.mosaic(44, 30)), 0.85f,
                new Exif("Capsule Optics", "Pinhole 7", "2024:02:29 12:00:00", "+00:00", 400, 2.8, 35, new double[] {51.5194, -0.1270}));
    }

    private static void sky(Path dir) throws Exception {
        double[] blue = {0.25, 0.5, 0.85};
        double[] white = {0.97, 0.97, 1};
        for (int i = 0; i < 4; i++) {
            var image = Pictures.paint(1200 + 500 * i, 900 + 375 * i, 3 + i, 60 + i, Pictures.clouds(60 + i, blue, white));
            jpeg(dir.resolve("2023/cloud-" + (i + 1) + ".jpeg"), image, 0.8f,
                    new Exif("Lumen", "Field " + (i + 1), "2023:07:0" + (i + 1) + " 14:30:00", "+09:00", 64, 5.6, 16, new double[] {35.3606, 138.7274}));
        }
        jpeg(dir.resolve("ripples.jpg"), Pictures.paint(640, 480, 0, 70, Pictures.waves(0.6)), 0.7f, null);
        webp(dir.resolve("dusk.webp"), Pictures.paint(2560, 1600, 4, 71, Pictures.clouds(71, new double[] {0.1, 0.08, 0.2}, new double[] {0.95, 0.5, 0.35})), "-q", "88");
        png(dir.resolve("rings.png"), Pictures.paint(1024, 1024, 0, 72, Pictures.waves(0.15)));
    }

    private static void jpeg(Path file, BufferedImage image, float quality, Exif exif) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            var parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        byte[] plain = bytes.toByteArray();
        Files.createDirectories(file.getParent());
        Files.write(file, exif == null ? plain : exif.into(plain, image.getWidth(), image.getHeight()));
    }

    private static void png(Path file, BufferedImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private static void webp(Path file, BufferedImage image, String... options) throws IOException, InterruptedException {
        var source = Files.createTempFile("sample-", ".png");
        png(source, image);
        Files.createDirectories(file.getParent());
        var line = new java.util.ArrayList<>(List.of("cwebp", "-quiet"));
        line.addAll(List.of(options));
        line.addAll(List.of(source.toString(), "-o", file.toString()));
        int code = new ProcessBuilder(line).inheritIO().start().waitFor();
        Files.delete(source);
        if (code != 0) {
            throw new IOException("cwebp failed for " + file);
        }
    }
}
