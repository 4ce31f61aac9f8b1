package dev.capsule.stack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {
    @TempDir
    private Path temporary;

    private Path machine;
    private Checkout checkout;

    @BeforeEach
    void create() throws IOException {
        machine = temporary.toRealPath().resolve("machine");
        checkout = Checkout.create(temporary.toRealPath().resolve("a check out"), machine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void shouldExplainItself_whenAskedForHelp(String flag) throws Exception {
        var result = checkout.run(flag);

        assertThat(result.code()).isZero();
        assertThat(result.output()).contains("usage: ./capsule COMMAND").contains("demo [DIR] [--json]");
    }

    @Test
    void shouldFail_whenTheCommandIsUnknown() throws Exception {
        var result = checkout.run("dance");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("there is no command \"dance\"");
    }

    @Test
    void shouldUseTheJdkUnderUsrLibJvm_whenTheDefaultJavaIsOlder() throws Exception {
        checkout.onPath(checkout.jdk("jvm/java-17", 17));
        var jdk = checkout.jdk("jvm/temurin-25", 25);

        var result = checkout.run("up", "--port", "9000");

        assertThat(result.output())
                .contains("java 25 of " + jdk + ": ")
                .contains("-jar " + checkout.root() + "/apps/stack/target/capsule-stack.jar up --port 9000")
                .contains("home " + checkout.root());
        assertThat(result.code()).isZero();
    }

    @Test
    void shouldPreferJavaHome_whenItIsNewEnough() throws Exception {
        checkout.onPath(checkout.jdk("jvm/temurin-25", 25));
        var own = checkout.jdk("my jdk", 26);

        var result = checkout.run(
                checkout.root(), checkout.root().resolve("capsule"), Map.of("JAVA_HOME", own.toString()), "up");

        assertThat(result.output()).contains("java 26 of " + own + ": ");
    }

    @Test
    void shouldLookFurther_whenJavaHomeIsOldOrBroken() throws Exception {
        checkout.jdk("home/.sdkman/candidates/java/25-tem", 25);
        for (var home : new String[] {checkout.jdk("old", 21).toString(), "/does/not/exist", ""}) {
            var result =
                    checkout.run(checkout.root(), checkout.root().resolve("capsule"), Map.of("JAVA_HOME", home), "up");

            assertThat(result.output()).contains("java 25 of " + machine + "/home/.sdkman/candidates/java/25-tem: ");
        }
    }

    @Test
    void shouldIgnoreARuntimeWithoutCompiler_whenLookingForAJdk() throws Exception {
        Files.delete(checkout.jdk("jvm/a-jre-25", 25).resolve("bin/javac"));

        assertThat(checkout.run("up").code()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatToDo_whenThereIsNoJdk() throws Exception {
        checkout.jdk("jvm/java-17", 17);

        var result = checkout.run("up");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("no JDK 25 or newer was found")
                .contains(machine + "/jvm/java-17 (version 17)")
                .contains("set JAVA_HOME");
    }

    @Test
    void shouldFindItsHome_whenCalledThroughALinkFromElsewhere() throws Exception {
        checkout.jdk("jvm/temurin-25", 25);
        var elsewhere = Files.createDirectories(temporary.resolve("else where"));
        var link = Files.createSymbolicLink(
                elsewhere.resolve("cap"), checkout.root().resolve("capsule"));

        var result = checkout.run(elsewhere, link, Map.of(), "up");

        assertThat(result.output()).contains("home " + checkout.root());
    }

    @Test
    void shouldBuildOnce_whenSourcesAreNewer() throws Exception {
        var jdk = checkout.jdk("jvm/temurin-25", 25);
        checkout.edit("libs/x/src/main/X.java");

        var first = checkout.run("up");

        assertThat(first.output()).contains("building Capsule").contains("java 25 of");
        assertThat(checkout.root().resolve("target/capsule-build.log"))
                .content()
                .contains("mvnw -B -ntp -DskipTests package")
                .contains("built with " + jdk);
    }

    @Test
    void shouldNotBuild_whenNothingChanged() throws Exception {
        checkout.jdk("jvm/temurin-25", 25);

        assertThat(checkout.run("up").output()).doesNotContain("building");
    }

    @Test
    void shouldShowTheEndOfTheLogAndNotRun_whenTheBuildFails() throws Exception {
        checkout.jdk("jvm/temurin-25", 25);
        checkout.edit("pom.xml");
        checkout.script(checkout.root().resolve("mvnw"), "echo '[ERROR] X.java:1 ; expected'; exit 1");

        var result = checkout.run("up");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("the build failed")
                .contains("X.java:1 ; expected")
                .doesNotContain("java 25 of");
    }

    @Test
    void shouldPassArgumentsToMaven_whenTesting() throws Exception {
        checkout.jdk("jvm/temurin-25", 25);

        var result = checkout.run("test", "-pl", "libs/x");

        assertThat(result.output()).contains("mvnw -B -ntp verify -pl libs/x");
    }
}
