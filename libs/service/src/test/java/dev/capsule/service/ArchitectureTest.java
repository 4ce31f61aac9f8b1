package dev.capsule.service;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.capsule");

    @Test
    void shouldNeverLetABodyNameItsJavaType() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(JsonTypeInfo.class)
                .check(CLASSES);
        noClasses()
                .should()
                .callMethodWhere(
                        target(nameMatching("activateDefaultTyping.*|enableDefaultTyping.*|polymorphicTypeValidator")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.capsule.service.body..")
                .should()
                .callConstructor(ObjectMapper.class)
                .check(CLASSES);
    }

    @Test
    void shouldVerifySignaturesInOnePlaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.capsule.protocol.crypto..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.Signature")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds.jose.crypto..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheDriverOfTheDatabaseInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.capsule.service.db..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.sqlclient.Pool")
                .check(CLASSES);
    }
}
