package dev.longtail.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The house as ARCHITECTURE.md draws it: its table of packages is read and held against the
 * classes.
 */
class ArchitectureTest {
  private static final Path PAGE = Path.of("../ARCHITECTURE.md");
  private static final String ROOT = "dev.longtail.";
  private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.]+)` \\| [^|]+ \\|((?: `[a-z.]+`)*) \\|$", Pattern.MULTILINE);
  private static final Pattern USE = Pattern.compile("`([a-z.]+)`");

  private static JavaClasses classes;

  /** Package, without the root, to the packages and modules it may use. */
  private static Map<String, Set<String>> house;

  @BeforeAll
  static void read() throws IOException {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(ArchitectureTest::isNoBench)
            .importPackages("dev.longtail");
    house = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      Set<String> uses = new TreeSet<>();
      Matcher use = USE.matcher(row.group(2));
      while (use.find()) {
        uses.add(use.group(1));
      }
      house.put(row.group(1), uses);
    }
  }

  /** Benches and makers of pairs are compiled with the tests and are no part of the house. */
  private static boolean isNoBench(Location location) {
    return !location.contains("bench-classes") && !location.contains("-tests.jar");
  }

  @Test
  void everyPackageIsOnThePageAndTheOtherWayRound() {
    Set<String> existing =
        classes.stream()
            .map(ArchitectureTest::roomOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(house.keySet()).containsExactlyInAnyOrderElementsOf(existing);
  }

  @Test
  void noPackageUsesWhatItMayNot() {
    List<String> broken = new ArrayList<>();
    for (JavaClass type : classes) {
      Set<String> allowed = house.getOrDefault(roomOf(type), Set.of());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT) && !isAllowed(type, target, allowed)) {
          broken.add(dependency.getDescription());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean isAllowed(JavaClass from, JavaClass to, Set<String> allowed) {
    String room = roomOf(to);
    return room.equals(roomOf(from))
        || allowed.contains(room)
        || allowed.contains(room.substring(0, room.indexOf('.')));
  }

  @Test
  void thereAreNoCircles() {
    slices().matching("dev.longtail.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theLibrariesArePlainJavaButForTheirShells() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.longtail.udfs..",
            "dev.longtail.detectors..",
            "dev.longtail.labeler..",
            "dev.longtail.training..",
            "dev.longtail.job.config..")
        .and()
        .resideOutsideOfPackage("dev.longtail..flink..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "dev.longtail..flink..")
        .check(classes);
  }

  /** Looks at the rules themselves: a package of another name would otherwise escape them. */
  @Test
  void theRulesSeeTheClassesTheyAreFor() {
    assertThat(classes.size()).isGreaterThan(300);
    assertThat(house).hasSizeGreaterThan(35);
    assertThat(house.get("detectors.forest")).contains("detectors.model", "udfs");
  }

  @Test
  void noTwoClassesHaveOneSimpleName() {
    Map<String, List<String>> byName =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    byName.values().removeIf(names -> names.size() == 1);
    assertThat(byName).isEmpty();
  }

  @Test
  void theArchitectureNamesOnlyClassesThatExist() throws IOException {
    Set<String> existing =
        new ClassFileImporter()
            .importPackages("dev.longtail").stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    Matcher matcher = CLASS_NAME.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(named).hasSizeGreaterThan(10);
    named.removeAll(existing);
    assertThat(named).as("classes that ARCHITECTURE.md names but nobody wrote").isEmpty();
  }

  private static String roomOf(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }
}
