package dev.capsule.validation.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.LedgerTotalsRequest;
import dev.capsule.protocol.internal.LedgerTotalsRequest.Total;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Internal;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What quota is told about the ledger: records and bytes of each album, a page at a time. */
@QuarkusTest
class LedgerTotalsRouteTest extends ServiceTest {
    @Test
    void shouldTellRecordsAndBytesOfEachAlbum_whenAskedInPages() {
        var alice = Person.named("alice").published();
        var album = Album.of(alice).created();
        long bytes = 0;
        for (int i = 0; i < 3; i++) {
            var asset = Asset.in(album);
            var draft = asset.create();
            Bus.commit(asset, draft);
            bytes += draft.manifest().encoded().length();
        }

        assertThat(pages("home.localhost")).contains(new Total(album.id, 3, bytes));
        assertThat(pages("other.localhost")).extracting(Total::album).doesNotContain(album.id);
    }

    private static List<Total> pages(String tenant) {
        var all = new ArrayList<Total>();
        var after = Optional.<AlbumId>empty();
        while (true) {
            var request = new LedgerTotalsRequest(new TenantId(tenant), after, 1);
            var page = LedgerTotalsRequest.readReply(
                    Internal.call(LedgerTotalsRequest.PATH, request.encode()).asByteArray());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = Optional.of(page.getLast().album());
        }
    }
}
