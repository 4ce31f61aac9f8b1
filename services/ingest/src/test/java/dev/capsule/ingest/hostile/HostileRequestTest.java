package dev.capsule.ingest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.RawHttp;
import dev.capsule.ingest.harness.Tokens;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no honest client sends, on every route and verb: the exact answer, and nothing written. */
@IngestTest
class HostileRequestTest {
    /** Stands for the upload of the test in paths. */
    private static final String ID = "{id}";

    /** Stands for a blob of the test. */
    private static final String HASH = "{hash}";

    @Inject
    IngestConfig config;

    /** Made by the first test: nothing here may change them. */
    private static @Nullable Photo made;

    private static String upload = "";

    private Photo photo;
    private Api api;

    @BeforeEach
    void committedPhotoAndOpenUpload() {
        if (made == null) {
            made = committedPhoto();
        }
        photo = made;
        api = Api.of(photo);
    }

    private static Photo committedPhoto() {
        Neighbours.reset();
        var committed = Photo.of(5000);
        Gate.album(committed.manifest().albumId(), 1, committed.user());
        var api = Api.of(committed);
        api.upload(committed);
        Gate.commit(committed, 1);
        var open = Photo.of(committed.user(), committed.manifest().albumId(), 100_000);
        upload = api.original(open);
        api.patch(upload, 0, Api.slice(open.original(), 0, 4096)).then().statusCode(204);
        return committed;
    }

    private String fill(String text) {
        return text.replace(ID, upload).replace(HASH, photo.originalHash().hex());
    }

    /**
     * Everything this service keeps: rows of every table, and files of every size. Beyond the acknowledged offset a staged
     * file may hold bytes of a refused chunk, which the next one overwrites; up to it, nothing may change.
     */
    private List<String> everything() throws IOException {
        var state = new ArrayList<String>();
        for (String table :
                List.of("upload_sessions", "chunks", "blobs", "blob_references", "outbox", "sidecar_queue")) {
            state.add(table + " " + Database.count("select count(*) from " + table));
        }
        state.add("bytes " + Database.count("select coalesce(sum(received), 0)::bigint from upload_sessions"));
        var files = new TreeMap<String, Long>();
        try (var paths = Files.walk(config.root())) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                boolean staged = path.toString().endsWith(".bin");
                files.put(path.toString(), staged ? acknowledged(path) : Files.size(path));
            }
        }
        state.add("files " + files);
        return state;
    }

    private static long acknowledged(Path staged) throws IOException {
        try (var in = Files.newInputStream(staged)) {
            return Arrays.hashCode(in.readNBytes(4096));
        }
    }

    private static String credentials(Api api) {
        return "Host: " + api.host() + "\r\nAuthorization: Bearer " + Tokens.of(api.host(), api.user())
                + "\r\nCapsule-Protocol: " + Api.PROTOCOL + "\r\n";
    }

    private String ask(String method, String path, String headers, byte[] body) throws IOException {
        try (var http = new RawHttp()) {
            http.send(method + " " + path + " HTTP/1.1\r\n" + credentials(api) + headers + "Connection: close\r\n\r\n");
            http.send(body);
            return method.equals("HEAD") ? http.head() : http.answer();
        }
    }

    private static String withLength(byte[] body) {
        return "Content-Length: " + body.length + "\r\n";
    }

    /** Every route that takes a name from its path, with the headers that make it a fair request otherwise. */
    private static Stream<String[]> routes() {
        String chunk = "Upload-Offset: 4096\r\nContent-Type: " + Api.CHUNK_TYPE + "\r\n";
        return Stream.of(
                new String[] {"HEAD", "/upload/", "", ""},
                new String[] {"PATCH", "/upload/", "", chunk},
                new String[] {"DELETE", "/upload/", "", ""},
                new String[] {"GET", "/upload/", "/result", ""},
                new String[] {"GET", "/blob/", "", ""},
                new String[] {"HEAD", "/blob/", "", ""});
    }

    static Stream<Arguments> pathTricks() {
        return routes().flatMap(route -> Stream.of(
                        // a second parser could read these differently: refused before any route
                        new Object[] {"..", 400},
                        new Object[] {"%2e%2e", 400},
                        new Object[] {"..%2f..%2fetc%2fpasswd", 400},
                        new Object[] {"..%5c..", 400},
                        new Object[] {"%00", 400},
                        new Object[] {ID + "%00", 400},
                        new Object[] {ID + ";x=1", 400},
                        new Object[] {ID + "%3bx", 400},
                        new Object[] {"/" + ID, 400},
                        new Object[] {"%252e%252e", 400},
                        new Object[] {".", 400},
                        // these are no names
                        new Object[] {"*.bin", 404},
                        new Object[] {"x", 404},
                        new Object[] {ID + "_1.part", 404},
                        new Object[] {"0".repeat(63), 404},
                        new Object[] {"0".repeat(65), 404},
                        new Object[] {"01890000-0000-4000-8000-000000000000", 404})
                .map(trick -> Arguments.of(route[0], route[1] + trick[0] + route[2], route[3], trick[1])));
    }

    @ParameterizedTest(name = "{0} {1} → {3}")
    @MethodSource("pathTricks")
    void shouldRefuse_whenThePathIsATrick(String method, String path, String headers, int status) throws IOException {
        byte[] body = method.equals("PATCH") ? new byte[4096] : new byte[0];
        var before = everything();

        String answer = ask(method, fill(path), headers + withLength(body), body);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (!method.equals("HEAD")) {
            String notFound = path.startsWith("/blob") ? "\"NOT_FOUND\"" : "\"SESSION_NOT_FOUND\"";
            assertThat(answer).contains(status == 400 ? "\"BODY_MALFORMED\"" : notFound);
        }
        assertThat(everything()).isEqualTo(before);
    }

    static Stream<Arguments> chunkHeaders() {
        String offset = "Upload-Offset: 4096\r\n";
        String type = "Content-Type: " + Api.CHUNK_TYPE + "\r\n";
        String length = "Content-Length: 4096\r\n";
        return Stream.of(
                Arguments.of("offset missing", type + length, 400, "BODY_MALFORMED"),
                Arguments.of("offset empty", "Upload-Offset:\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of("offset negative", "Upload-Offset: -1\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of(
                        "offset 2^63", "Upload-Offset: 9223372036854775808\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of(
                        "offset 2^63-1",
                        "Upload-Offset: 9223372036854775807\r\n" + type + length,
                        409,
                        "OFFSET_MISMATCH"),
                Arguments.of("offset hex", "Upload-Offset: 0x1000\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of("offset signed", "Upload-Offset: +4096\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of("offset exponent", "Upload-Offset: 4e3\r\n" + type + length, 400, "BODY_MALFORMED"),
                Arguments.of("offset twice", offset + offset + type + length, 400, "BODY_MALFORMED"),
                Arguments.of(
                        "checksum unknown",
                        offset + type + length + "Upload-Checksum: md5 1B2M2Y8AsgTpgAmY7PhCfg==\r\n",
                        400,
                        "BODY_MALFORMED"),
                Arguments.of(
                        "checksum no base64",
                        offset + type + length + "Upload-Checksum: sha256 ***\r\n",
                        400,
                        "BODY_MALFORMED"),
                Arguments.of(
                        "checksum short",
                        offset + type + length + "Upload-Checksum: sha256 AAAA\r\n",
                        400,
                        "BODY_MALFORMED"),
                Arguments.of("type missing", offset + length, 415, "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "type other",
                        offset + length + "Content-Type: application/json\r\n",
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "compressed",
                        offset + type + length + "Content-Encoding: gzip\r\n",
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "compressed twice",
                        offset + type + length + "Content-Encoding: identity, gzip\r\n",
                        415,
                        "UNSUPPORTED_MEDIA_TYPE"),
                Arguments.of(
                        "tus version", offset + type + length + "Tus-Resumable: 0.2.2\r\n", 412, "PRECONDITION_FAILED"),
                Arguments.of("misaligned", offset + type + "Content-Length: 4095\r\n", 400, "CHUNK_MISALIGNED"),
                Arguments.of("empty", offset + type + "Content-Length: 0\r\n", 400, "CHUNK_EMPTY"));
    }

    @ParameterizedTest(name = "{0} → {2} {3}")
    @MethodSource("chunkHeaders")
    void shouldRefuse_whenAChunksHeadersAreWrong(String name, String headers, int status, String code)
            throws IOException {
        int length = headers.contains("Length: 0") ? 0 : headers.contains("Length: 4095") ? 4095 : 4096;
        var before = everything();

        String answer = ask("PATCH", "/upload/" + upload, headers, new byte[length]);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"" + code + "\"");
        assertThat(everything()).isEqualTo(before);
    }

    /** Requests whose end two parsers could see at different places. */
    static Stream<Arguments> smuggling() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                Arguments.of("length and chunked", "Content-Length: 4096\r\n" + chunked),
                Arguments.of("two lengths", "Content-Length: 4096\r\nContent-Length: 5\r\n"),
                Arguments.of("list of lengths", "Content-Length: 4096, 5\r\n"),
                Arguments.of("negative length", "Content-Length: -1\r\n"),
                Arguments.of("signed length", "Content-Length: +4096\r\n"),
                Arguments.of("length 2^63", "Content-Length: 9223372036854775808\r\n"),
                Arguments.of("length of letters", "Content-Length: 4k\r\n"),
                Arguments.of("space before the colon", "Content-Length : 4096\r\n"),
                Arguments.of("NUL in a header", "X-Note: a\0b\r\nContent-Length: 4096\r\n"),
                Arguments.of("chunk length that is none", chunked + "\r\nzz\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smuggling")
    void shouldRefuseAndClose_whenTheEndOfARequestIsInDoubt(String name, String framing) throws IOException {
        var before = everything();
        try (var http = new RawHttp()) {
            http.send("PATCH /upload/" + upload + " HTTP/1.1\r\n" + credentials(api) + "Upload-Offset: 4096\r\n"
                    + "Content-Type: " + Api.CHUNK_TYPE + "\r\n" + framing + "\r\n");

            assertThat(http.answer()).matches("(?s)(HTTP/1\\.1 4(00|08|13) .*)?");
            assertThat(http.isClosedByServer()).isTrue();
        }
        assertThat(everything()).isEqualTo(before);
    }

    static Stream<Arguments> everyRoute() {
        String chunk = "Upload-Offset: 4096\r\nContent-Type: " + Api.CHUNK_TYPE + "\r\n";
        String json = "Capsule-Crypto-Suite: 1\r\nContent-Type: application/json\r\n";
        String cbor = "Capsule-Crypto-Suite: 1\r\nContent-Type: application/cbor\r\n";
        return Stream.of(
                        new String[] {"POST", "/upload", json},
                        new String[] {"POST", "/upload", cbor},
                        new String[] {"POST", "/storage/verify", json},
                        new String[] {"POST", "/storage/verify", cbor},
                        new String[] {"GET", "/upload/sessions", ""},
                        new String[] {"HEAD", "/upload/sessions", ""},
                        new String[] {"HEAD", "/upload/" + ID, ""},
                        new String[] {"DELETE", "/upload/" + ID, ""},
                        new String[] {"GET", "/upload/" + ID + "/result", ""},
                        new String[] {"GET", "/blob/" + HASH, ""},
                        new String[] {"HEAD", "/blob/" + HASH, ""},
                        new String[] {"PATCH", "/upload/" + ID, chunk},
                        new String[] {"POST", "/upload/" + ID, chunk + "X-HTTP-Method-Override: PATCH\r\n"},
                        new String[] {"POST", "/upload/" + ID, "X-HTTP-Method-Override: DELETE\r\n"})
                .flatMap(route -> (route[2].contains("offset+octet")
                                ? Stream.of("9223372036854775807", "34359738369")
                                : Stream.of("9223372036854775807", "34359738369", "1048577"))
                        .map(length -> Arguments.of(route[0], route[1], route[2], length)));
    }

    /** No byte of the body is sent: the answer must not wait for it. */
    @ParameterizedTest(name = "{0} {1} of {3} bytes")
    @MethodSource("everyRoute")
    void shouldRefuseAtOnce_whenTheDeclaredLengthIsTooLarge(String method, String path, String headers, String length)
            throws IOException {
        var before = everything();
        long start = System.nanoTime();

        String answer = ask(method, fill(path), headers + "Content-Length: " + length + "\r\n", new byte[0]);

        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        assertThat(answer).startsWith("HTTP/1.1 413 ");
        if (!method.equals("HEAD")) {
            boolean chunk = headers.contains("offset+octet");
            assertThat(answer).contains(chunk ? "\"CHUNK_EXCEEDS_MAX\"" : "\"BODY_TOO_LARGE\"");
        }
        assertThat(everything()).isEqualTo(before);
        assertThat(Database.count(
                        "select count(*) from upload_sessions where upload_id = ? and status = 'Uploading'",
                        UUID.fromString(upload)))
                .isEqualTo(1);
    }

    static Stream<Arguments> wrongVerbs() {
        return Stream.of("PUT", "POST", "PATCH", "DELETE", "TRACE", "PROPFIND")
                .flatMap(verb -> Stream.of("/upload/" + ID, "/upload/sessions", "/blob/" + HASH, "/storage/verify")
                        .filter(path -> !(path.endsWith(ID)
                                        && List.of("PATCH", "DELETE").contains(verb))
                                && !(path.startsWith("/storage") && verb.equals("POST"))
                                // an id like any other to these
                                && !(path.endsWith("sessions")
                                        && List.of("PATCH", "DELETE").contains(verb)))
                        .map(path -> Arguments.of(verb, path)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongVerbs")
    void shouldRefuse_whenARouteHasNoSuchVerb(String verb, String path) throws IOException {
        var before = everything();

        String answer = ask(verb, fill(path), "Content-Length: 0\r\n", new byte[0]);

        assertThat(answer).startsWith("HTTP/1.1 405 ").contains("\"METHOD_NOT_ALLOWED\"");
        assertThat(everything()).isEqualTo(before);
    }

    static Stream<Arguments> bodies() {
        return Stream.of("/upload", "/storage/verify")
                .flatMap(path -> Stream.of(
                        Arguments.of(path, "Content-Type: text/plain\r\n", "x", 415),
                        Arguments.of(path, "", "{}", 400),
                        Arguments.of(path, "Content-Type: application/json\r\n", "", 400),
                        Arguments.of(path, "Content-Type: application/json\r\n", "[]", 400),
                        Arguments.of(path, "Content-Type: application/json\r\n", "{\"a\":1}", 400),
                        Arguments.of(path, "Content-Type: application/json\r\n", "[".repeat(100_000), 400),
                        Arguments.of(
                                path,
                                "Content-Type: application/cbor\r\n",
                                "\u009b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                                400),
                        Arguments.of(path, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "{}", 400)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldRefuse_whenTheBodyIsNoBody(String path, String headers, String body, int status) throws IOException {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var before = everything();

        String answer = ask("POST", path, headers + "Capsule-Crypto-Suite: 1\r\n" + withLength(bytes), bytes);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("urn:capsule:reason:");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void shouldSayTheSameAsOfNothing_whenItIsAnothers() throws IOException {
        var before = everything();
        for (var stranger : List.of(new Api(Api.HOME, UserId.generate()), new Api(Api.OTHER, photo.user()))) {
            String absent = UploadId.generate().toString();
            for (String verb : List.of("HEAD", "DELETE")) {
                assertThat(told(stranger, verb, "/upload/" + upload, ""))
                        .isEqualTo(told(stranger, verb, "/upload/" + absent, ""))
                        .startsWith("HTTP/1.1 404 ");
            }
            assertThat(told(stranger, "GET", "/upload/" + upload + "/result", ""))
                    .isEqualTo(told(stranger, "GET", "/upload/" + absent + "/result", ""))
                    .startsWith("HTTP/1.1 404 ");
            String chunk = "Upload-Offset: 4096\r\nContent-Type: " + Api.CHUNK_TYPE + "\r\nContent-Length: 0\r\n";
            assertThat(told(stranger, "PATCH", "/upload/" + upload, chunk))
                    .isEqualTo(told(stranger, "PATCH", "/upload/" + absent, chunk))
                    .startsWith("HTTP/1.1 404 ");
            for (String verb : List.of("GET", "HEAD")) {
                assertThat(told(stranger, verb, "/blob/" + photo.originalHash().hex(), ""))
                        .isEqualTo(told(stranger, verb, "/blob/" + "0".repeat(64), ""))
                        .startsWith("HTTP/1.1 404 ");
            }
        }
        assertThat(everything()).isEqualTo(before);
    }

    /** An answer without what differs between any two: the id of the request and the date. */
    private static String told(Api caller, String verb, String path, String headers) throws IOException {
        try (var http = new RawHttp()) {
            http.send(
                    verb + " " + path + " HTTP/1.1\r\n" + credentials(caller) + headers + "Connection: close\r\n\r\n");
            String answer = verb.equals("HEAD") ? http.head() : http.answer();
            return answer.lines()
                    .filter(line -> !line.toLowerCase(java.util.Locale.ROOT).matches("(x-request-id|date).*"))
                    .collect(java.util.stream.Collectors.joining("\n"));
        }
    }
}
