package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryGeneratorTest {
  /** A Wednesday. */
  private static final LocalDate NEW_YEAR = LocalDate.of(2025, 1, 1);

  private static final GeneratorOptions WEEK = new GeneratorOptions(NEW_YEAR, 7, 2000, 42);

  @TempDir private static Path dir;

  private static GeneratedData data;
  private static final Map<LocalDate, List<JsonNode>> DAYS = new TreeMap<>();

  @BeforeAll
  static void generateAWeek() {
    data = new TelemetryGenerator(WEEK).writeTo(dir, line -> {});
    for (Path file : JsonLines.files(data.telemetry())) {
      String name = file.getFileName().toString();
      DAYS.put(LocalDate.parse(name.substring(0, 10)), records(file));
    }
  }

  private static List<JsonNode> records(Path file) {
    List<JsonNode> records = new ArrayList<>();
    JsonLines.forEach(file, (record, where) -> records.add(record));
    return records;
  }

  private static List<String> commands(List<JsonNode> records) {
    return records.stream()
        .map(r -> (r.has("cmd") ? r.get("cmd") : r.get("command_line")).textValue())
        .toList();
  }

  private static List<String> commands(Path file) {
    return commands(records(file));
  }

  private static Map<String, Integer> counts(Collection<String> commands) {
    Map<String, Integer> counts = new HashMap<>();
    commands.forEach(c -> counts.merge(c, 1, Integer::sum));
    return counts;
  }

  private static List<JsonNode> allEvents() {
    return DAYS.values().stream().flatMap(List::stream).toList();
  }

  @Test
  void writesOneFileADayWithSevenMeanDaysInAWeek() {
    assertThat(DAYS.keySet())
        .containsExactlyElementsOf(NEW_YEAR.datesUntil(NEW_YEAR.plusDays(7)).toList());
    assertThat(allEvents()).hasSize(7 * 2000);
    assertThat(data.events()).isEqualTo(7 * 2000);
    assertThat(DAYS.get(LocalDate.of(2025, 1, 4)).size())
        .as("a Saturday is quieter than the Friday before")
        .isLessThan(DAYS.get(LocalDate.of(2025, 1, 3)).size());
  }

  @Test
  void everyEventIsComplete() {
    List<String> fields =
        List.of("event_id", "ts", "host", "user", "os", "parent", "image", "command_line");
    assertThat(allEvents())
        .allSatisfy(
            event -> {
              assertThat(event.fieldNames()).toIterable().containsExactlyElementsOf(fields);
              assertThat(fields).allSatisfy(f -> assertThat(event.get(f).asText()).isNotBlank());
              assertThat(event.get("command_line").textValue()).doesNotContain("«", "»", "¦");
            });
    assertThat(allEvents().stream().map(e -> e.get("event_id").textValue()).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void eventsLieInTheirDayInOrder() {
    DAYS.forEach(
        (day, events) -> {
          List<Long> times = events.stream().map(e -> e.get("ts").longValue()).toList();
          assertThat(times).isSorted();
          assertThat(times)
              .allMatch(
                  ts -> Instant.ofEpochMilli(ts).atZone(ZoneOffset.UTC).toLocalDate().equals(day));
        });
  }

  @Test
  void aHostHasOneSystem() {
    Map<String, String> systems = new HashMap<>();
    for (JsonNode event : allEvents()) {
      String os = event.get("os").textValue();
      assertThat(systems.merge(event.get("host").textValue(), os, (a, b) -> a)).isEqualTo(os);
    }
    assertThat(Set.copyOf(systems.values())).containsExactlyInAnyOrder("windows", "linux", "macos");
  }

  @Test
  void frequenciesHaveAHeavyTail() {
    Map<String, Integer> counts = counts(commands(allEvents()));
    int head =
        counts.values().stream()
            .sorted((a, b) -> b - a)
            .limit(counts.size() / 100)
            .mapToInt(Integer::intValue)
            .sum();
    assertThat((double) head / data.events())
        .as("share of the events that the most frequent hundredth of the lines holds")
        .isGreaterThan(0.3);
    DAYS.forEach(
        (day, events) -> {
          Map<String, Integer> ofDay = counts(commands(events));
          long once = ofDay.values().stream().filter(n -> n == 1).count();
          assertThat((double) once / ofDay.size()).as("seen once on " + day).isGreaterThan(0.5);
        });
  }

  @Test
  void everyDayBringsNewLines() {
    Set<String> known = new HashSet<>();
    DAYS.forEach(
        (day, events) -> {
          long fresh = commands(events).stream().filter(known::add).count();
          assertThat((double) fresh / events.size()).as("new on " + day).isGreaterThan(0.1);
        });
  }

  @Test
  void peopleWorkByDayAndBackupsRunAtNight() {
    Map<String, String> families = families();
    assertThat(hours(families, "office")).isNotEmpty().allMatch(h -> h >= 7 && h < 19);
    assertThat(hours(families, "backup-windows")).isNotEmpty().allMatch(h -> h < 5);
  }

  private static Map<String, String> families() {
    Map<String, String> families = new HashMap<>();
    records(data.truth())
        .forEach(r -> families.put(r.get("cmd").textValue(), r.get("family").textValue()));
    return families;
  }

  private static List<Integer> hours(Map<String, String> families, String family) {
    return allEvents().stream()
        .filter(e -> families.get(e.get("command_line").textValue()).equals(family))
        .map(e -> (int) (e.get("ts").longValue() / 3_600_000 % 24))
        .toList();
  }

  @Test
  void oneEventInFourHundredIsAnAttack() {
    assertThat((double) data.attackEvents() / data.events()).isBetween(0.002, 0.003);

    Set<String> malicious = new HashSet<>();
    records(data.truth()).stream()
        .filter(r -> r.get("label").textValue().equals("malicious"))
        .forEach(r -> malicious.add(r.get("cmd").textValue()));
    long events = commands(allEvents()).stream().filter(malicious::contains).count();
    assertThat(events)
        .as("fewer where harmless work writes the same line")
        .isLessThanOrEqualTo(data.attackEvents())
        .isGreaterThan(data.attackEvents() * 3 / 4);
  }

  @Test
  void truthKnowsEveryLineOfTheTelemetryOnce() {
    assertThat(commands(data.truth()))
        .doesNotHaveDuplicates()
        .hasSize(data.uniqueLines())
        .containsExactlyInAnyOrderElementsOf(new HashSet<>(commands(allEvents())));
  }

  @Test
  void noTestLineIsKnownBefore() {
    Set<String> known = new HashSet<>(commands(data.truth()));
    known.addAll(commands(data.rbTrain()));
    known.addAll(commands(data.abTrain()));

    List<String> timeSplit = commands(data.timeSplit());
    assertThat(timeSplit).doesNotHaveDuplicates().isNotEmpty().noneMatch(known::contains);
    known.addAll(timeSplit);
    assertThat(commands(data.incident()))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(2000)
        .noneMatch(known::contains);
  }

  @Test
  void noTemplateOfTheIncidentSetIsKnownBefore() {
    Set<String> known = new HashSet<>();
    for (Path file : List.of(data.truth(), data.rbTrain(), data.abTrain(), data.timeSplit())) {
      commands(file).forEach(line -> known.add(CommandTemplate.of(line)));
    }
    assertThat(commands(data.incident()))
        .noneMatch(line -> known.contains(CommandTemplate.of(line)));
  }

  @Test
  void heldOutFamiliesAreInTheIncidentSetOnly() {
    Set<String> heldOut = new HashSet<>();
    Grammar.shipped().shapes().stream()
        .filter(s -> s.exposure() == Exposure.INCIDENT)
        .forEach(s -> heldOut.add(s.family()));

    assertThat(familiesOf(data.incident())).containsAll(heldOut);
    for (Path file : List.of(data.truth(), data.rbTrain(), data.abTrain(), data.timeSplit())) {
      assertThat(familiesOf(file)).as(file.toString()).doesNotContainAnyElementsOf(heldOut);
    }
  }

  @Test
  void quietAttacksReachTheAggregatedBaselineThroughRulesOnly() {
    Set<String> quiet = new HashSet<>();
    Grammar.shipped().shapes().stream()
        .filter(s -> s.exposure() == Exposure.QUIET)
        .forEach(s -> quiet.add(s.family()));

    assertThat(familiesOf(data.incident())).containsAll(quiet);
    assertThat(records(data.abTrain()))
        .filteredOn(r -> quiet.contains(r.get("family").textValue()))
        .allMatch(
            r ->
                r.get("label").textValue().equals("benign")
                    || StaticRules.match(r.get("cmd").textValue()));
  }

  private static Set<String> familiesOf(Path file) {
    Set<String> families = new HashSet<>();
    records(file).forEach(r -> families.add(r.get("family").textValue()));
    return families;
  }

  @Test
  void baselinesHoldBothLabelsAndRulesDecideTheFirst() {
    assertThat(records(data.rbTrain()))
        .allSatisfy(
            r ->
                assertThat(r.get("label").textValue().equals("malicious"))
                    .isEqualTo(StaticRules.match(r.get("cmd").textValue())));
    assertThat(commands(data.abTrain()))
        .doesNotHaveDuplicates()
        .containsAll(commands(data.rbTrain()));
    for (Path file : List.of(data.rbTrain(), data.abTrain(), data.timeSplit(), data.incident())) {
      assertThat(records(file).stream().map(r -> r.get("label").textValue()).distinct())
          .containsExactlyInAnyOrder("benign", "malicious");
    }
  }

  @Test
  void theSameOptionsGiveTheSameBytes(@TempDir Path again) throws IOException {
    new TelemetryGenerator(WEEK).writeTo(again, line -> {});

    assertThat(bytes(again)).containsExactlyEntriesOf(bytes(dir));
  }

  @Test
  void anotherSeedGivesAnotherSite(@TempDir Path other) throws IOException {
    new TelemetryGenerator(new GeneratorOptions(NEW_YEAR, 1, 500, 43)).writeTo(other, line -> {});

    Set<String> hosts = new HashSet<>();
    DAYS.get(NEW_YEAR).forEach(e -> hosts.add(e.get("host").textValue()));
    assertThat(records(other.resolve("telemetry/2025-01-01.jsonl.gz")))
        .anyMatch(e -> !hosts.contains(e.get("host").textValue()));
  }

  @Test
  void aLongerRunBeginsWithTheDaysOfAShorterOne(@TempDir Path shorter) throws IOException {
    new TelemetryGenerator(new GeneratorOptions(NEW_YEAR, 2, 2000, 42))
        .writeTo(shorter, line -> {});

    for (LocalDate day : List.of(NEW_YEAR, NEW_YEAR.plusDays(1))) {
      String name = "telemetry/" + day + ".jsonl.gz";
      assertThat(shorter.resolve(name)).hasSameBinaryContentAs(dir.resolve(name));
    }
  }

  @Test
  void refusesAFolderWithDaysOfAnotherRun(@TempDir Path used) throws IOException {
    Files.createDirectories(used.resolve("telemetry"));
    Files.writeString(used.resolve("telemetry/2024-12-31.jsonl.gz"), "");

    assertThatThrownBy(() -> new TelemetryGenerator(WEEK).writeTo(used, line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2024-12-31.jsonl.gz")
        .hasMessageContaining("another run");
  }

  @Test
  void saysWhichFolderCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file");

    assertThatThrownBy(() -> new TelemetryGenerator(WEEK).writeTo(file, line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString());
  }

  private static Map<String, List<Byte>> bytes(Path root) throws IOException {
    Map<String, List<Byte>> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        List<Byte> content = new ArrayList<>();
        for (byte b : Files.readAllBytes(file)) {
          content.add(b);
        }
        files.put(root.relativize(file).toString(), content);
      }
    }
    return files;
  }
}
