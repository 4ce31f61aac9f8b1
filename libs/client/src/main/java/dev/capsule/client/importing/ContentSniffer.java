package dev.capsule.client.importing;

import dev.capsule.protocol.manifest.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Tells the content type by the first bytes of a file; names and extensions are not asked. */
public final class ContentSniffer {
    /** How many bytes {@link #sniff} needs; fewer are fine for shorter files. */
    public static final int HEAD = 12;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> HEIC_BRANDS =
            Set.of("heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs", "mif1", "msf1");
    private static final Set<String> MP4_BRANDS = Set.of(
            "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "M4VH", "M4VP", "MSNV",
            "dash", "mmp4", "f4v ");

    private ContentSniffer() {}

    /** Empty for every type the protocol does not know. */
    public static Optional<ContentType> sniff(byte[] head) {
        if (startsWith(head, 0, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff})) {
            return Optional.of(ContentType.JPEG);
        }
        if (startsWith(head, 0, PNG)) {
            return Optional.of(ContentType.PNG);
        }
        if (startsWith(head, 0, ascii("RIFF")) && startsWith(head, 8, ascii("WEBP"))) {
            return Optional.of(ContentType.WEBP);
        }
        if (head.length >= HEAD && startsWith(head, 4, ascii("ftyp"))) {
            return ofBrand(new String(head, 8, 4, StandardCharsets.ISO_8859_1));
        }
        return Optional.empty();
    }

    private static Optional<ContentType> ofBrand(String brand) {
        if (HEIC_BRANDS.contains(brand)) {
            return Optional.of(ContentType.HEIC);
        }
        return MP4_BRANDS.contains(brand) ? Optional.of(ContentType.MP4) : Optional.empty();
    }

    private static boolean startsWith(byte[] head, int offset, byte[] wanted) {
        return head.length >= offset + wanted.length
                && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
