package dev.capsule.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.StoredBlobsRequest;
import dev.capsule.protocol.internal.StoredBlobsRequest.Blob;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What quota is told about stored blobs: those something refers to, each once, a page at a time. */
@IngestTest
class StoredBlobsRouteTest {
    @Inject
    StoredBlobsRoute route;

    @Test
    void shouldTellEachReferredBlobOnce_untilItsAssetIsPurged() {
        Neighbours.reset();
        var photo = Photo.of(5000);
        Api.of(photo).upload(photo);
        assertThat(pages(Api.HOME)).extracting(Blob::hash).doesNotContain(photo.originalHash());

        Gate.commit(photo, 1);

        var blobs = pages(Api.HOME);
        assertThat(blobs)
                .contains(new Blob(photo.originalHash(), photo.original().length))
                .extracting(Blob::hash)
                .contains(photo.metadataHash())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.comparing(Sha256::hex));
        assertThat(pages("other.localhost")).extracting(Blob::hash).doesNotContain(photo.originalHash());

        Gate.purge(photo, 2);

        assertThat(pages(Api.HOME)).extracting(Blob::hash).doesNotContain(photo.originalHash(), photo.metadataHash());
    }

    /** In pages of one, so that every boundary is crossed. */
    private List<Blob> pages(String tenant) {
        var all = new ArrayList<Blob>();
        var after = Bytes.EMPTY;
        while (true) {
            var request = new StoredBlobsRequest(new TenantId(tenant), after, 1);
            var page = StoredBlobsRequest.readReply(
                    route.handle(request.encode()).body().toArray());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = Bytes.of(page.getLast().hash().bytes());
        }
    }
}
