package dev.capsule.client.importing;

import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.importing.FolderScan.SourceFile;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.upload.Outgoing;
import dev.capsule.client.upload.StagedAsset;
import dev.capsule.client.upload.UploadJournal;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.metadata.SidecarBuilder;
import java.io.IOException;

/** Makes the signed bytes of a new asset and puts them into the journal: from then on they never change. */
final class Stager {
    private final KeyRing keys;
    private final AlbumWriter writer;
    private final Outgoing outgoing;
    private final UploadJournal journal;
    private final SessionId session = SessionId.generate();

    Stager(KeyRing keys, AlbumWriter writer, Outgoing outgoing, UploadJournal journal) {
        this.keys = keys;
        this.writer = writer;
        this.outgoing = outgoing;
        this.journal = journal;
    }

    StagedAsset stage(AssetId asset, SourceFile source, ContentType type, Sha256 plaintextHash) throws IOException {
        var prefix = writer.freshNoncePrefix();
        var sealed = outgoing.seal(asset, source.path(), writer.amk(), prefix);
        if (!sealed.plaintextHash().equals(plaintextHash)) {
            outgoing.discard(asset);
            throw new ClientException("SOURCE_CHANGED", "The file changed while it was being read.");
        }
        var facts = PhotoFactsReader.read(source.path());
        var imported = writer.now();
        var device = keys.device().device();
        var sidecar = new SidecarBuilder(asset, plaintextHash, type)
                .times(facts.captured().orElse(modified(source, imported)), imported)
                .dimensions(facts.dimensions())
                .camera(facts.camera())
                .gps(facts.gps())
                .importedBy(device, session)
                .signedBy(keys.user(), device)
                .sign(keys.deviceSigner());
        var metadata = writer.seal(sidecar);
        var manifest = writer.create(asset, sealed.ciphertextHash(), sealed.plaintextSize(), prefix, metadata.hash());
        var staged = new StagedAsset(
                source.path().toString(), source.size(), source.modified(), manifest, sidecar, metadata);
        journal.stage(staged);
        return staged;
    }

    /** A file without a capture time gets that of its last change, if that is a time the wire form has. */
    private static Timestamp modified(SourceFile source, Timestamp otherwise) {
        try {
            return Timestamp.ofEpochMilli(source.modified());
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }
}
