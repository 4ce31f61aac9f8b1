package dev.capsule.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.capsule.protocol", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CRYPTO = "dev.capsule.protocol.crypto";

    @ArchTest
    static final ArchRule signaturesAreMadeAndVerifiedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage(CRYPTO)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..", "javax.crypto..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.Signature")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.KeyFactory")
            .because("one chokepoint verifies both halves of every hybrid signature");

    @ArchTest
    static final ArchRule theParserBeneathIsUsedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.capsule.protocol.cbor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because("nothing reads bytes but the strict decoder");

    @ArchTest
    static final ArchRule nothingIsBoundToObjects = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.annotation..")
            .because("data binding brings polymorphic typing within reach");

    @ArchTest
    static final ArchRule noJavaSerialization =
            noClasses().should().dependOnClassesThat().haveNameMatching("java\\.io\\.Object(In|Out)putStream");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("dev.capsule.protocol.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule pureJava = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.capsule.protocol..",
                    "java..",
                    "javax.crypto..",
                    "org.bouncycastle..",
                    "com.fasterxml.jackson.core..",
                    "com.fasterxml.jackson.dataformat.cbor..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule noForeignRandomness = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|concurrent\\.ThreadLocalRandom|SplittableRandom)")
            .because("keys, nonces and ids come from the operating system's generator");
}
