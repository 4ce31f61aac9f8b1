package dev.capsule.cli.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.cli.console.Output;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.sync.RefusedEntry;
import dev.capsule.client.sync.SyncReport;
import java.util.List;

/** Reports for programs: durations in milliseconds, sizes in bytes. */
final class ReportJson {
    private ReportJson() {}

    static ObjectNode of(ImportReport report) {
        var json = Output.object()
                .put("scanned", report.scanned())
                .put("imported", report.imported())
                .put("committed", report.committed().size())
                .put("known", report.known().size())
                .put("bytes", report.bytes())
                .put("millis", report.duration().toMillis());
        var assets = json.putArray("assets");
        report.committed().forEach(asset -> assets.addObject()
                .put("path", asset.path().toString())
                .put("asset_id", asset.id().toString())
                .put("sha256", asset.plaintextHash().hex())
                .put("size", asset.size())
                .put("upload_millis", asset.upload().toMillis())
                .put("commit_millis", asset.commit().toMillis()));
        var skipped = json.putArray("skipped");
        report.skipped()
                .forEach(file ->
                        skipped.addObject().put("path", file.path().toString()).put("reason", file.reason()));
        var failed = json.putArray("failed");
        report.failed().forEach(file -> failed.addObject()
                .put("path", file.path().toString())
                .put("code", file.code())
                .put("message", file.sentence()));
        return json;
    }

    static ObjectNode of(SyncReport report) {
        var json = Output.object()
                .put("entries", report.entries())
                .put("applied", report.applied().size())
                .put("unavailable", report.unavailable().size())
                .put("bytes", report.bytes())
                .put("millis", report.duration().toMillis());
        put(json, "held", report.held());
        put(json, "refused", report.refused());
        var stopped = json.putArray("stopped");
        report.stopped().forEach(album -> stopped.add(album.toString()));
        return json;
    }

    private static void put(ObjectNode json, String name, List<RefusedEntry> entries) {
        var array = json.putArray(name);
        entries.forEach(entry -> array.addObject()
                .put("asset_id", entry.asset().toString())
                .put("code", entry.code())
                .put("message", entry.detail()));
    }
}
