package dev.capsule.ingest.chunk;

import dev.capsule.ingest.upload.ResumableDraft;
import dev.capsule.ingest.upload.TusHeaders;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a PATCH says about its body.
 *
 * @param offset where the chunk belongs, 0 and up
 * @param checksum what the sender computed, if it says so (tus checksum extension)
 * @param length of the body, if it was announced
 * @param draft whether it is a request of the IETF's draft and not of tus
 * @param last whether the sender says that the upload ends with this body; only the draft can say so
 */
record ChunkHeaders(long offset, Optional<Sha256> checksum, OptionalLong length, boolean draft, boolean last) {
    static final String CONTENT_TYPE = "application/offset+octet-stream";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
    private static final String SHA256 = "sha256 ";

    /** @throws RefusalException UNSUPPORTED_MEDIA_TYPE, BODY_MALFORMED */
    static ChunkHeaders of(HttpHeaders headers) {
        boolean draft = ResumableDraft.isSpoken(headers);
        bodyForm(headers, draft ? ResumableDraft.CONTENT_TYPE : CONTENT_TYPE);
        String offset =
                single(headers, TusHeaders.OFFSET).orElseThrow(() -> malformed(TusHeaders.OFFSET + " is required"));
        return new ChunkHeaders(
                number(offset, TusHeaders.OFFSET),
                single(headers, TusHeaders.CHECKSUM).map(ChunkHeaders::checksum),
                single(headers, HttpHeaders.CONTENT_LENGTH)
                        .map(value -> OptionalLong.of(number(value, HttpHeaders.CONTENT_LENGTH)))
                        .orElse(OptionalLong.empty()),
                draft,
                draft && isLast(headers));
    }

    private static boolean isLast(HttpHeaders headers) {
        return switch (single(headers, ResumableDraft.COMPLETE).orElse("")) {
            case "?1" -> true;
            case "?0" -> false;
            default -> throw malformed(ResumableDraft.COMPLETE + " is ?1 or ?0, and required");
        };
    }

    /** Ciphertext as it is: a compressed body would have another hash, and another size once unpacked. */
    private static void bodyForm(HttpHeaders headers, String form) {
        boolean plain = headers.getRequestHeader(HttpHeaders.CONTENT_ENCODING).stream()
                .allMatch(encoding -> encoding.strip().equalsIgnoreCase("identity"));
        boolean fits = single(headers, HttpHeaders.CONTENT_TYPE)
                .map(type -> essence(type).equals(form))
                .orElse(false);
        if (!plain || !fits) {
            throw new RefusalException(ReasonCode.UNSUPPORTED_MEDIA_TYPE, "The body is plain " + form);
        }
    }

    /** A media type without its parameters; this one defines none. */
    private static String essence(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> single(HttpHeaders headers, String name) {
        List<String> values = headers.getRequestHeader(name);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw malformed(name + " appears more than once");
        }
        return Optional.of(values.getFirst());
    }

    private static long number(String value, String name) {
        try {
            if (NUMBER.matcher(value).matches()) {
                return Long.parseLong(value);
            }
        } catch (NumberFormatException e) {
            throw malformed(name + " is too large");
        }
        throw malformed(name + " is not a number");
    }

    private static Sha256 checksum(String value) {
        try {
            if (value.startsWith(SHA256)) {
                return Sha256.of(Base64.getDecoder().decode(value.substring(SHA256.length())));
            }
        } catch (IllegalArgumentException e) {
            throw malformed(TusHeaders.CHECKSUM + " is not a SHA-256 in base64");
        }
        throw malformed("The checksum algorithm is sha256");
    }

    private static RefusalException malformed(String detail) {
        return new RefusalException(ReasonCode.BODY_MALFORMED, detail);
    }
}
