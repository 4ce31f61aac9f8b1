package dev.capsule.e2e.tus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.e2e.hostile.Actor;
import dev.capsule.e2e.hostile.Photo;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A photo whose metadata is there and whose original has a URL and nothing else yet.
 *
 * @param path of the upload URL
 * @param file with the bytes to be sent
 */
record OpenUpload(Actor actor, Photo photo, String path, Path file) {
    static final String PROTOCOL = "2026-05-31";

    static OpenUpload of(Path directory, int size) throws IOException, InterruptedException {
        var actor = Actor.enter();
        var photo = new Photo(actor, size);
        var original = actor.json("POST", "/upload", photo.original(photo.manifest()));
        assertThat(original.status()).isEqualTo(201);
        var metadata = actor.json("POST", "/upload", photo.metadata());
        assertThat(metadata.status()).isEqualTo(201);
        assertThat(actor.patch(metadata.header("Location"), 0, photo.metadata).status())
                .isEqualTo(204);
        var file = directory.resolve("original.bin");
        Files.write(file, photo.ciphertext);
        return new OpenUpload(actor, photo, original.header("Location"), file);
    }

    String host() {
        return Suite.HOME.host();
    }

    /** Bytes the server has acknowledged. */
    long offset() throws IOException, InterruptedException {
        var head = actor.send("HEAD", path, java.util.Map.of(), new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        return Long.parseLong(head.header("Upload-Offset"));
    }

    /** The gate commits the asset, and its blob comes back as the very bytes. */
    void assertArrived() throws IOException, InterruptedException {
        var result = actor.get(path + "/result?wait=20");
        assertThat(result.json().get("status").asText()).isEqualTo("Completed");
        var blob = actor.get("/blob/" + Sha256.hash(photo.ciphertext).hex());
        assertThat(blob.status()).isEqualTo(200);
        assertThat(blob.body().toArray()).isEqualTo(photo.ciphertext);
    }
}
