package dev.capsule.client.importing;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.heif.HeifDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.mp4.Mp4Directory;
import com.drew.metadata.mp4.media.Mp4VideoDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.webp.WebpDirectory;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.metadata.Camera;
import dev.capsule.protocol.metadata.Dimensions;
import dev.capsule.protocol.metadata.Gps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;

/** Reads EXIF and container headers of the user's own files, before anything of them has been shared. */
final class PhotoFactsReader {
    /** Where each format keeps its size: directory class, width tag, height tag. */
    private static final List<SizeTags> SIZES = List.of(
            new SizeTags(JpegDirectory.class, JpegDirectory.TAG_IMAGE_WIDTH, JpegDirectory.TAG_IMAGE_HEIGHT),
            new SizeTags(PngDirectory.class, PngDirectory.TAG_IMAGE_WIDTH, PngDirectory.TAG_IMAGE_HEIGHT),
            new SizeTags(WebpDirectory.class, WebpDirectory.TAG_IMAGE_WIDTH, WebpDirectory.TAG_IMAGE_HEIGHT),
            new SizeTags(HeifDirectory.class, HeifDirectory.TAG_IMAGE_WIDTH, HeifDirectory.TAG_IMAGE_HEIGHT),
            new SizeTags(Mp4VideoDirectory.class, Mp4VideoDirectory.TAG_WIDTH, Mp4VideoDirectory.TAG_HEIGHT));

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private record SizeTags(Class<? extends Directory> type, int width, int height) {}

    private PhotoFactsReader() {}

    /** No facts rather than no import: whatever is wrong with the headers, the bytes are still the user's picture. */
    static PhotoFacts read(Path file) {
        try {
            var metadata = ImageMetadataReader.readMetadata(file.toFile());
            return new PhotoFacts(captured(metadata), dimensions(metadata), camera(metadata), gps(metadata));
        } catch (ImageProcessingException | IOException | RuntimeException | OutOfMemoryError e) {
            // A damaged header may name a segment larger than memory; the reader then asks for it in one piece.
            return PhotoFacts.NONE;
        }
    }

    /** EXIF times without an offset are taken as UTC: the same file then gives the same facts on every machine. */
    private static Optional<Timestamp> captured(Metadata metadata) {
        return Optional.ofNullable(metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class))
                .map(exif -> exif.getDateOriginal(UTC))
                .or(() -> Optional.ofNullable(metadata.getFirstDirectoryOfType(Mp4Directory.class))
                        .map(movie -> movie.getDate(Mp4Directory.TAG_CREATION_TIME, UTC)))
                .map(date -> date.toInstant().toEpochMilli())
                .filter(millis -> millis > 0)
                .flatMap(PhotoFactsReader::timestamp);
    }

    private static Optional<Timestamp> timestamp(long millis) {
        try {
            return Optional.of(Timestamp.ofEpochMilli(millis));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Dimensions> dimensions(Metadata metadata) {
        for (var size : SIZES) {
            for (Directory directory : metadata.getDirectoriesOfType(size.type())) {
                Long width = directory.getLongObject(size.width());
                Long height = directory.getLongObject(size.height());
                if (width != null && height != null && width > 0 && height > 0) {
                    return Optional.of(new Dimensions(width, height));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Camera> camera(Metadata metadata) {
        var main = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        if (main == null) {
            return Optional.empty();
        }
        String maker = text(main, ExifDirectoryBase.TAG_MAKE);
        String model = text(main, ExifDirectoryBase.TAG_MODEL);
        String name = model.startsWith(maker) ? model : (maker + " " + model).strip();
        var exif = metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class);
        String serial = exif == null ? "" : text(exif, ExifDirectoryBase.TAG_BODY_SERIAL_NUMBER);
        return name.isEmpty() && serial.isEmpty() ? Optional.empty() : Optional.of(new Camera(fit(name), fit(serial)));
    }

    private static String text(Directory directory, int tag) {
        String value = directory.getString(tag);
        return value == null ? "" : value.replaceAll("\\p{Cntrl}", "").strip();
    }

    /** At most 128 bytes, cut between characters. */
    private static String fit(String text) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > Camera.MAX_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private static Optional<Gps> gps(Metadata metadata) {
        var directory = metadata.getFirstDirectoryOfType(GpsDirectory.class);
        var location = directory == null ? null : directory.getGeoLocation();
        if (location == null || location.isZero()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Gps(location.getLatitude(), location.getLongitude(), Gps.Source.EXIF));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
