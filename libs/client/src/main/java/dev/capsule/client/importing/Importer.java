package dev.capsule.client.importing;

import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.library.Library;
import dev.capsule.client.upload.AssetUpload;
import dev.capsule.client.upload.Outgoing;
import dev.capsule.client.upload.UploadApi;
import dev.capsule.client.upload.UploadJournal;
import java.nio.file.Path;
import java.time.Clock;

/** Imports folders into albums. One import at a time per library. */
public final class Importer {
    private final Transport transport;
    private final Bearer bearer;
    private final KeyRing keys;
    private final Library library;
    private final UploadJournal journal;
    private final Clock clock;

    public Importer(
            Transport transport, Bearer bearer, KeyRing keys, Library library, UploadJournal journal, Clock clock) {
        this.transport = transport;
        this.bearer = bearer;
        this.keys = keys;
        this.library = library;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Imports what is new below the folder, after finishing what an earlier import of the album left over. Files of
     * unknown type are skipped; a file that fails does not keep others from being imported.
     */
    public ImportReport importFolder(AlbumWriter writer, Path folder, ImportOptions options, ImportListener listener) {
        var outgoing = new Outgoing(library.paths());
        return new FolderImport(
                        writer,
                        new Stager(keys, writer, outgoing, journal),
                        new AssetUpload(new UploadApi(transport, bearer), clock),
                        outgoing,
                        journal,
                        library,
                        options,
                        listener,
                        clock)
                .run(folder);
    }
}
