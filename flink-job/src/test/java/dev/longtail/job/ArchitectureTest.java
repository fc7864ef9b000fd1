package dev.longtail.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the modules, as ARCHITECTURE.md states them. */
class ArchitectureTest {
  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.longtail");
    assertThat(classes.size()).isGreaterThan(50);
  }

  @Test
  void modulesDependOneWay() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.longtail..")
        .layer("job")
        .definedBy("dev.longtail.job..")
        .layer("training")
        .definedBy("dev.longtail.training..")
        .layer("labeler")
        .definedBy("dev.longtail.labeler..")
        .layer("detectors")
        .definedBy("dev.longtail.detectors..")
        .layer("udfs")
        .definedBy("dev.longtail.udfs..")
        .whereLayer("job")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("training")
        .mayOnlyBeAccessedByLayers("job")
        .whereLayer("labeler")
        .mayOnlyBeAccessedByLayers("job")
        .whereLayer("detectors")
        .mayOnlyBeAccessedByLayers("job", "training")
        .check(classes);
  }

  @Test
  void theCoreKnowsNoFlink() {
    noClasses()
        .that()
        .resideInAPackage("dev.longtail..core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "dev.longtail..flink..")
        .check(classes);
  }

  @Test
  void theArchitectureNamesOnlyClassesThatExist() throws IOException {
    Set<String> existing =
        new ClassFileImporter()
            .importPackages("dev.longtail").stream()
                .map(type -> type.getSimpleName())
                .collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    Matcher matcher = CLASS_NAME.matcher(Files.readString(Path.of("../ARCHITECTURE.md")));
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(named).hasSizeGreaterThan(10);
    named.removeAll(existing);
    assertThat(named).as("classes that ARCHITECTURE.md names but nobody wrote").isEmpty();
  }
}
