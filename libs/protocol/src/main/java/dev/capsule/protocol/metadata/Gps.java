package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.manifest.WireEnum;

/**
 * Where it was taken, in WGS-84 degrees.
 *
 * @param latitude −90 to 90
 * @param longitude −180 to 180
 */
public record Gps(double latitude, double longitude, Source source) {
    /** How the position is known. */
    public enum Source implements WireEnum {
        EXIF("exif"),
        MANUAL("manual"),
        DERIVED("derived");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }
    }

    public Gps {
        Items.require(latitude >= -90 && latitude <= 90, "a latitude is −90 to 90");
        Items.require(longitude >= -180 && longitude <= 180, "a longitude is −180 to 180");
    }

    static Gps of(Cbor cbor) {
        var items = Items.array(cbor, 3, 3);
        return new Gps(
                Items.number(items.get(0), 90),
                Items.number(items.get(1), 180),
                Items.word(Source.class, items.get(2)));
    }

    Cbor toCbor() {
        return Cbor.array(
                new Cbor.FloatingPoint(latitude), new Cbor.FloatingPoint(longitude), Cbor.of(source.wireName()));
    }

    /** A position is personal: it stays out of logs. */
    @Override
    public String toString() {
        return "Gps[redacted]";
    }
}
