package dev.capsule.client.importing;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * One file that is now a committed asset.
 *
 * @param size bytes of plaintext
 * @param staging reading, encrypting, signing; zero for one an earlier run had staged
 * @param upload from the first request to the last byte taken
 * @param commit from the last byte taken to the word of the gate
 * @param committedAt when that word came, by this machine's clock
 */
public record ImportedAsset(
        Path path,
        AssetId id,
        Sha256 plaintextHash,
        Sha256 manifest,
        long size,
        Duration staging,
        Duration upload,
        Duration commit,
        Instant committedAt,
        OptionalLong syncSeq) {}
