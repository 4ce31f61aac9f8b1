package dev.capsule.client.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.metadata.Dimensions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoFactsReaderTest {
    @TempDir
    private Path folder;

    private Path image(String format) throws IOException {
        var file = folder.resolve("image." + format);
        ImageIO.write(new BufferedImage(123, 45, BufferedImage.TYPE_INT_RGB), format, file.toFile());
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png"})
    void shouldReadTheSize_whenTheImageIsWhole(String format) throws IOException {
        assertThat(PhotoFactsReader.read(image(format)).dimensions()).contains(new Dimensions(123, 45));
    }

    @Test
    void shouldGiveNoFacts_whenAChunkClaimsMoreThanThereIs() throws IOException {
        byte[] png = Files.readAllBytes(image("png"));
        // The length of the first chunk after the signature.
        png[8] = 0x7f;
        Arrays.fill(png, 9, 12, (byte) 0xff);
        var hostile = Files.write(folder.resolve("hostile.png"), png);

        assertThat(PhotoFactsReader.read(hostile)).isEqualTo(PhotoFacts.NONE);
    }

    @Test
    void shouldNeverThrow_whenAnyByteIsCutOff() throws IOException {
        byte[] jpeg = Files.readAllBytes(image("jpg"));
        for (int length = 0; length < jpeg.length; length += 13) {
            var cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, length));

            assertThat(PhotoFactsReader.read(cut)).isNotNull();
        }
    }
}
