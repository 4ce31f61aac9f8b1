package dev.capsule.stack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/upload",
                "/upload/",
                "/upload/0191e0e0-0000-7000-8000-000000000000/result?wait=20",
                "/.well-known/jwks.json",
                "/sync?cursor=a%2Fb&limit=10",
                "/moved/j%C3%BCrgen",
                "/a...b/..c"
            })
    void shouldAccept_whenThereIsOneWayToReadIt(String target) {
        assertThat(RequestTarget.parse(target)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//upload",
                "/upload//x",
                "/upload/../internal",
                "/upload/.",
                "/upload/%2e%2e/internal",
                "/upload/%2E",
                "/upload%2Fx",
                "/upload%2fx",
                "/upload%5Cx",
                "/upload\\x",
                "/upload%00",
                "/upload%0d%0aX: y",
                "/upload%7f",
                "/upload;x=y",
                "/upload%3Bx",
                "/upload%3b",
                "/upload%25x",
                "/upload%252e",
                "/upload%",
                "/upload%2",
                "/upload%zz",
                "/upload#x",
                "/upload?x#y",
                "/upload?x\\y",
                "/up load",
                "/upload\u0000",
                "/upl\u00f6ad",
                "upload",
                "*",
                "",
                "http://home.localhost/upload",
                "home.localhost:443"
            })
    void shouldRefuse_whenTwoParsersCouldDiffer(String target) {
        assertThat(RequestTarget.parse(target)).isEmpty();
    }
}
