package dev.capsule.service.sample;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;

/** Requests as a well-behaved client makes them. */
public final class Calls {
    public static final String HOME = "home.localhost";

    private Calls() {}

    public static RequestSpecification write() {
        return given().header("Host", HOME)
                .header("Authorization", "Bearer " + Tokens.valid(HOME))
                .header("Capsule-Protocol", "2026-05-31");
    }

    public static RequestSpecification read() {
        return given().header("Host", HOME).header("Authorization", "Bearer " + Tokens.valid(HOME));
    }
}
