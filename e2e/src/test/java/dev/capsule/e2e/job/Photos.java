package dev.capsule.e2e.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Real PNG files of noise: nothing compresses, so sizes are what they seem. */
final class Photos {
    private Photos() {}

    /** {@code count} pictures in folders of eight, each about {@code 4 × side × side} bytes and unlike the others. */
    static Path write(Path folder, int count, int side) throws IOException {
        var random = new Random(count * 31L + side);
        for (int i = 0; i < count; i++) {
            Path directory = Files.createDirectories(folder.resolve("roll-" + i / 8));
            var image = new BufferedImage(side, side + i, BufferedImage.TYPE_INT_ARGB);
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < side; x++) {
                    image.setRGB(x, y, random.nextInt());
                }
            }
            ImageIO.write(image, "png", directory.resolve("photo-" + i + ".png").toFile());
        }
        return folder;
    }
}
