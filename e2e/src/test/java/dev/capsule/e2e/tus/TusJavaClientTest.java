package dev.capsule.e2e.tus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.e2e.suite.Suite;
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code io.tus.java.client:tus-java-client}, which sends PATCH as POST with X-HTTP-Method-Override. */
class TusJavaClientTest {
    private static final int SIZE = 2 * 1024 * 1024 + 77;
    private static final int REQUEST = 256 * 1024;

    @TempDir
    Path temporary;

    @Test
    void shouldResumeWhereTheServerIs_whenTheConnectionIsCutInTheMiddle() throws Exception {
        var upload = OpenUpload.of(temporary, SIZE);
        try (var proxy = new CuttingProxy(Suite.gateway(), SIZE / 2)) {
            var url = proxy.url().resolve(upload.path());

            assertThatThrownBy(() -> send(upload, url)).isInstanceOf(IOException.class);

            assertThat(proxy.hasCut()).isTrue();
            assertThat(upload.offset()).isPositive().isLessThan(SIZE);
            send(upload, url);
        }
        upload.assertArrived();
    }

    private static void send(OpenUpload upload, URI url) throws IOException, ProtocolException {
        var client = new TusClient();
        client.setHeaders(Map.of(
                "Host",
                upload.host(),
                "Authorization",
                "Bearer " + upload.actor().accessToken(),
                "Capsule-Protocol",
                OpenUpload.PROTOCOL));
        var uploader =
                client.beginOrResumeUploadFromURL(new TusUpload(upload.file().toFile()), url.toURL());
        uploader.setChunkSize(REQUEST / 4);
        uploader.setRequestPayloadSize(REQUEST);
        while (uploader.uploadChunk() >= 0) {
            assertThat(uploader.getOffset()).isLessThanOrEqualTo(SIZE);
        }
        uploader.finish();
    }
}
