package dev.tributary.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md. */
class ModuleRulesTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tributary");

  private static final List<String> PROVIDERS =
      List.of(
          "dev.tributary.googleanalytics..", "dev.tributary.metaads..", "dev.tributary.resend..");

  private static void check(ArchRule rule) {
    rule.check(CODE);
  }

  @Test
  void the_contract_knows_the_jdk_alone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tributary.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.tributary.spi..", "java..", "org.jspecify.."));
  }

  @Test
  void the_http_client_knows_the_contract_and_json() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tributary.http..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.tributary.http..",
                "dev.tributary.spi..",
                "tools.jackson..",
                "com.fasterxml.jackson.annotation..",
                "java..",
                "javax.net.ssl..",
                "org.jspecify.."));
  }

  @Test
  void a_provider_knows_the_contract_the_client_and_no_other_provider() {
    for (String provider : PROVIDERS) {
      check(
          classes()
              .that()
              .resideInAPackage(provider)
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage(
                  provider,
                  "dev.tributary.http..",
                  "dev.tributary.spi..",
                  "tools.jackson..",
                  "com.fasterxml.jackson.annotation..",
                  "java..",
                  "javax.crypto..",
                  "org.jspecify.."));
    }
  }

  @Test
  void the_store_knows_neither_engine_nor_providers_nor_network() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tributary.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.tributary.engine..",
                "dev.tributary.http..",
                "dev.tributary.googleanalytics..",
                "dev.tributary.metaads..",
                "dev.tributary.resend..",
                "dev.tributary.sandbox..",
                "java.net.http.."));
  }

  @Test
  void the_engine_knows_no_provider_no_http_and_no_web() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tributary.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.tributary.http..",
                "dev.tributary.googleanalytics..",
                "dev.tributary.metaads..",
                "dev.tributary.resend..",
                "dev.tributary.sandbox..",
                "dev.tributary.postgres..",
                "java.net.http..",
                "org.springframework.web.."));
  }

  @Test
  void the_sandbox_knows_nothing_of_ours() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tributary.sandbox..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.tributary.sandbox..",
                "tools.jackson..",
                "com.fasterxml.jackson.annotation..",
                "com.sun.net.httpserver..",
                "java..",
                "javax..",
                "org.jspecify.."));
  }

  @Test
  void nothing_points_at_the_server() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tributary.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tributary.server.."));
  }

  @Test
  void sql_lives_in_the_store() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.tributary.server..",
                "dev.tributary.googleanalytics..",
                "dev.tributary.metaads..",
                "dev.tributary.resend..",
                "dev.tributary.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc.."));
  }

  @Test
  void no_package_lets_null_in_unmarked() {
    List<String> unmarked =
        CODE.stream()
            .map(javaClass -> javaClass.getPackage())
            .distinct()
            .filter(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .sorted()
            .toList();
    assertThat(unmarked).isEmpty();
  }
}
