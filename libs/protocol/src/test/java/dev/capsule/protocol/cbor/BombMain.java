package dev.capsule.protocol.cbor;

import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.RefusalException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Feeds bombs to every decoder; run in a JVM with a small heap. Prints {@code survived N}. */
final class BombMain {
    private BombMain() {}

    public static void main(String[] args) {
        int refused = 0;
        for (var decoder : decoders().entrySet()) {
            for (var bomb : bombs().entrySet()) {
                try {
                    decoder.getValue().accept(bomb.getValue());
                    throw new IllegalStateException(decoder.getKey() + " took " + bomb.getKey());
                } catch (CborException | RefusalException declared) {
                    refused++;
                }
            }
        }
        System.out.println("survived " + refused);
    }

    private static Map<String, Consumer<byte[]>> decoders() {
        var decoders = new TreeMap<String, Consumer<byte[]>>();
        decoders.put("cbor", bytes -> CborDecoder.decode(bytes, CborLimits.ofBytes(4 << 20)));
        decoders.put("manifest", Manifest::decode);
        decoders.put("directory", DeviceDirectory::decode);
        decoders.put("sidecar", Sidecar::decode);
        decoders.put("ledger", EpochLedger::decodeAndVerify);
        decoders.put("event", bytes -> Event.decode(EventType.BLOBS_STORED, bytes));
        return decoders;
    }

    private static Map<String, byte[]> bombs() {
        var bombs = new TreeMap<String, byte[]>();
        bombs.put("arrays 10^5 deep", filled(100_000, 0x81));
        bombs.put("maps 10^5 deep", repeated("a100", 100_000));
        bombs.put("tags 10^5 deep", filled(100_000, 0xc1));
        bombs.put("open arrays 10^5 deep", filled(100_000, 0x9f));
        for (String head : List.of("5b", "7b", "9b", "bb")) {
            for (String length : List.of(
                    "8000000000000000",
                    "7fffffffffffffff",
                    "ffffffffffffffff",
                    "000000007fffffff",
                    "0000000080000000",
                    "00000000ffffffff")) {
                bombs.put(head + length, HexFormat.of().parseHex(head + length));
                bombs.put("81" + head + length, HexFormat.of().parseHex("81" + head + length + "00".repeat(1000)));
            }
        }
        bombs.put("4 MiB of empty arrays", concat(HexFormat.of().parseHex("9a003ffffb"), filled((4 << 20) - 5, 0x80)));
        bombs.put("1 MiB of integers in rows", rows(255, 4096));
        bombs.put("string references", stringReferences());
        bombs.put("bignum of 1 MiB", concat(HexFormat.of().parseHex("c25a000ffff0"), filled(0xffff0, 0xff)));
        bombs.put("exponent of 2^31", HexFormat.of().parseHex("c4821a7fffffff01"));
        bombs.put("larger than any limit", filled(EpochLedger.MAX_BYTES / 2 + Topics.MAX_RECORD_BYTES, 0x80));
        return bombs;
    }

    /** One string of 900 KiB and 4,000 references to it: 3.6 GB to whoever resolves them. */
    private static byte[] stringReferences() {
        int length = 900 * 1024;
        byte[] head = HexFormat.of()
                .parseHex("d90100" + "990fa1" + "7a" + HexFormat.of().toHexDigits(length));
        return concat(concat(head, filled(length, 'a')), repeated("d81900", 4000));
    }

    private static byte[] rows(int rows, int items) {
        byte[] row =
                concat(HexFormat.of().parseHex("99" + HexFormat.of().toHexDigits((short) items)), filled(items, 0));
        var all = ByteBuffer.allocate(3 + rows * row.length);
        all.put(HexFormat.of().parseHex("99" + HexFormat.of().toHexDigits((short) rows)));
        for (int i = 0; i < rows; i++) {
            all.put(row);
        }
        return all.array();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] repeated(String hex, int times) {
        byte[] one = HexFormat.of().parseHex(hex);
        var all = ByteBuffer.allocate(one.length * times);
        for (int i = 0; i < times; i++) {
            all.put(one);
        }
        return all.array();
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] all = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }
}
