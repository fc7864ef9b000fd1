package dev.longtail.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.Records;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSetBuildTest {
  private static final String ATTACK = "vssadmin delete shadows /all /quiet";
  private static final String HARMLESS = "git status";
  private static final String NOBODYS = "acmectl rotate --all";
  private static final DataSetSettings SETTINGS = settings(Optional.empty(), 3, 1000);
  private static final BaselineRules RULES = BaselineRules.builtIn();

  @TempDir private Path folder;
  private final List<String> progress = new ArrayList<>();
  private final Map<String, Path> files = new HashMap<>();

  private static DataSetSettings settings(
      Optional<LocalDate> testFrom, int benignHosts, int mostLines) {
    return new DataSetSettings(
        Optional.empty(), Optional.empty(), testFrom, benignHosts, mostLines);
  }

  private DataSetBuild build(DataSetSettings settings) {
    return new DataSetBuild(settings, RULES, progress::add);
  }

  private static CommandEvent event(String line, int day, String host) {
    long ts =
        LocalDate.of(2025, 1, 1)
            .plusDays(day - 1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .toEpochMilli();
    return new CommandEvent("e", ts, host, "ann", "linux", "", "", line);
  }

  private static void feed(DataSetBuild build, CommandEvent... events) {
    for (CommandEvent event : events) {
      build.telemetry().next(Json.line(event).getBytes(StandardCharsets.UTF_8), "t.jsonl:1");
      build.telemetry().start(event, EpochUnit.MILLISECONDS);
    }
  }

  private Path source(String name, String... lines) {
    return files.computeIfAbsent(name, some -> Records.write(folder.resolve(name), lines));
  }

  private static String line(String cmd, String label) {
    return Json.line(Map.of("cmd", cmd, "label", label));
  }

  private static DataSetRow row(DataSets made, String set, String cmd) {
    return made.rows().get(set).stream()
        .filter(row -> row.cmd().equals(cmd))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void labelsByRulesAndSaysWhoDid() {
    DataSetBuild build = build(SETTINGS);
    feed(
        build,
        event(ATTACK, 2, "a"),
        event(ATTACK, 5, "b"),
        event(ATTACK, 5, "b"),
        event(HARMLESS, 1, "a"),
        event(NOBODYS, 1, "a"));
    DataSets made = build.make();
    assertThat(made.rows()).containsOnlyKeys("rb");
    assertThat(made.rows().get("rb")).extracting(DataSetRow::cmd).containsExactly(HARMLESS, ATTACK);
    DataSetRow attack = row(made, "rb", ATTACK);
    assertThat(attack.label()).isEqualTo("malicious");
    assertThat(attack.sources()).containsExactly("rules");
    assertThat(attack.rules())
        .contains(new DataSetRow.MatchedRule("recovery-off", List.of("T1490")));
    assertThat(List.of(attack.firstSeen(), attack.lastSeen(), attack.os()))
        .containsExactly("2025-01-02", "2025-01-05", "linux");
    assertThat(List.of(attack.events(), (long) attack.hosts())).containsExactly(3L, 2L);
  }

  /** A line of many hosts is harmless, unless a rule says otherwise: then nobody knows. */
  @Test
  void whatManyHostsRunIsHarmless() {
    DataSetBuild build = build(SETTINGS);
    for (String host : List.of("a", "b", "c")) {
      feed(build, event(NOBODYS, 1, host), event(ATTACK, 1, host));
    }
    feed(build, event("acmectl list", 1, "a"), event("acmectl list", 2, "b"));
    DataSets made = build.make();
    assertThat(made.rows().get("rb")).extracting(DataSetRow::cmd).containsExactly(NOBODYS);
    assertThat(row(made, "rb", NOBODYS).rules())
        .extracting(DataSetRow.MatchedRule::id)
        .containsExactly("seen-on-many-hosts");
    assertThat(made.card().sets().get("rb").contradicted()).containsEntry("rules", 1L);
  }

  /** Cases before reviews before sandboxes before telemetry before rules. */
  @ParameterizedTest
  @CsvSource({
    "cases, sandbox",
    "cases, telemetry",
    "sandbox, telemetry",
    "telemetry, rules",
    "cases, rules"
  })
  void theMoreTrustedDecides(String more, String less) {
    DataSetBuild build = build(SETTINGS);
    build.source(
        SourceKind.ofFiles(more).orElseThrow(), source("more.jsonl", line(ATTACK, "benign")));
    if (!less.equals("rules")) {
      build.source(
          SourceKind.ofFiles(less).orElseThrow(), source("less.jsonl", line(ATTACK, "malicious")));
    }
    feed(build, event(ATTACK, 2, "a"));
    DataSets made = build.make();
    DataSetRow row = row(made, "ab", ATTACK);
    assertThat(row.label()).isEqualTo("benign");
    assertThat(row.sources()).containsExactly(more);
    assertThat(row.overruled()).contains(less, "rules");
    assertThat(row.rules()).isEmpty();
    assertThat(made.card().sets().get("ab").overruled()).containsEntry(more + " over " + less, 1L);
    assertThat(row(made, "rb", ATTACK).label()).isEqualTo("malicious");
    assertThat(made.card().rules())
        .filteredOn(rule -> rule.id().equals("recovery-off"))
        .allSatisfy(
            rule ->
                assertThat(List.of(rule.lines(), rule.confirmed(), rule.refuted()))
                    .containsExactly(1L, 0L, 1L));
  }

  /** Two cases that contradict each other decide nothing, and neither does who is less trusted. */
  @Test
  void whoeverContradictsHimselfLeavesTheLineOut() {
    DataSetBuild build = build(SETTINGS);
    build.source(SourceKind.CASES, source("one.jsonl", line("x", "benign"), line("y", "benign")));
    build.source(SourceKind.CASES, source("two.jsonl", line("x", "malicious")));
    build.source(SourceKind.SANDBOX, source("box.jsonl", line("x", "malicious")));
    DataSets made = build.make();
    assertThat(made.rows().get("ab")).extracting(DataSetRow::cmd).containsExactly("y");
    assertThat(made.card().sets().get("ab").contradicted()).containsEntry("cases", 1L);
  }

  @Test
  void keepsWhatSourcesKnowOfALine() {
    DataSetBuild build = build(SETTINGS);
    build.source(
        SourceKind.CASES,
        source(
            "cases.jsonl",
            "{\"command_line\":\"x\",\"label\":\"malicious\",\"family\":\"crew\",\"os\":\"macos\",\"first_seen\":\"2024-12-30T05:00:00Z\",\"last_seen\":1735862400000,\"case\":7}",
            line("x", "malicious")));
    feed(build, event(HARMLESS, 1, "a"));
    DataSets made = build.make();
    DataSetRow row = row(made, "ab", "x");
    assertThat(List.of(row.family(), row.os(), row.firstSeen(), row.lastSeen()))
        .containsExactly("crew", "macos", "2024-12-30", "2025-01-03");
    assertThat(row.events()).isZero();
    assertThat(made.card().sources().get(0).repeated()).isEqualTo(1);
    assertThat(made.card().sources().get(0).undated()).isEqualTo(1);
    assertThat(row(made, "ab", HARMLESS).sources()).containsExactly("rules");
  }

  @Test
  void noTemplateOfATestSetIsTrainedOn() throws IOException {
    DataSetBuild build = build(SETTINGS);
    build.source(
        SourceKind.TELEMETRY,
        source(
            "truth.jsonl", line("curl http://10.1.2.3/a -o 1", "malicious"), line("z", "benign")));
    build.test(source("incident.jsonl", line("curl http://10.9.9.9/a -o 77", "malicious")));
    feed(build, event("curl http://10.1.2.3/a -o 1", 1, "a"), event(ATTACK, 1, "a"));
    String summary = build.write(folder.resolve("out"));
    assertThat(summary).contains("ab ");
    assertThat(progress)
        .contains("warning: 1 line is left out of ab: of the template of a line of incident.jsonl");
    assertThat(LabelledSet.read("ab", folder.resolve("out/ab.jsonl.gz")).commands())
        .containsExactly(ATTACK, "z");
    assertThat(Files.readString(folder.resolve("out/card.md")))
        .contains("left out: template in `incident.jsonl` | 1 |");
  }

  @Test
  void nothingFirstSeenInTheTestPeriodIsTrainedOn() {
    DataSetBuild build = build(settings(Optional.of(LocalDate.of(2025, 1, 10)), 3, 1000));
    build.source(
        SourceKind.CASES,
        source(
            "cases.jsonl",
            "{\"cmd\":\"late\",\"label\":\"malicious\",\"first_seen\":\"2025-01-10\"}",
            "{\"cmd\":\"early\",\"label\":\"malicious\",\"first_seen\":\"2025-01-09\",\"last_seen\":\"2025-01-20\"}",
            "{\"cmd\":\"undated\",\"label\":\"malicious\"}",
            "{\"cmd\":\"undated, late\",\"label\":\"malicious\"}"));
    feed(
        build,
        event(ATTACK, 9, "a"),
        event(ATTACK, 12, "b"),
        event(HARMLESS, 10, "a"),
        event("undated, late", 11, "a"));
    for (String host : List.of("a", "b", "c")) {
      feed(build, event(NOBODYS, 20, host));
    }
    DataSets made = build.make();
    assertThat(made.rows().get("ab"))
        .extracting(DataSetRow::cmd)
        .containsExactly("early", "undated", ATTACK);
    DataSetRow attack = row(made, "rb", ATTACK);
    assertThat(List.of(attack.lastSeen(), String.valueOf(attack.hosts())))
        .containsExactly("2025-01-09", "1");
    assertThat(row(made, "ab", "early").lastSeen()).isEqualTo("2025-01-09");
    SetCard ab = made.card().sets().get("ab");
    assertThat(ab.firstSeenInTest()).isEqualTo(new LabelCounts(1, 2));
    assertThat(ab.undated()).isEqualTo(1);
    assertThat(made.card().telemetry().inTestPeriod()).isEqualTo(6);
  }

  /** Any order, any division into files: the same bytes, and but for the names the same card. */
  @Property(tries = 10)
  void isAFunctionOfTheSetOfRecords(Any any) throws IOException {
    Random random = any.random();
    List<CommandEvent> events = new ArrayList<>();
    List<String> labelled = new ArrayList<>();
    List<String> lines = List.of(ATTACK, HARMLESS, NOBODYS, "ls", "whoami", "history -c", "x 1");
    for (int i = 0; i < 80; i++) {
      String cmd =
          lines.get(random.nextInt(lines.size())) + (random.nextBoolean() ? "" : " " + i % 9);
      events.add(event(cmd, 1 + random.nextInt(20), "host-" + random.nextInt(6)));
      if (random.nextInt(4) == 0) {
        labelled.add(line(cmd, random.nextInt(5) == 0 ? "malicious" : "benign"));
      }
    }
    labelled.add(line("only here", "malicious"));
    int most = 1 + random.nextInt(20);
    Path one = written(events, labelled, most, "one");
    Collections.shuffle(events, random);
    Collections.shuffle(labelled, random);
    Path two = written(events, labelled, most, "two");
    for (String name :
        List.of("rb.jsonl.gz", "rb.parquet", "ab.jsonl.gz", "ab.parquet", "card.json", "card.md")) {
      if (Files.exists(one.resolve(name)) || Files.exists(two.resolve(name))) {
        assertThat(two.resolve(name)).as(name).hasSameBinaryContentAs(one.resolve(name));
      }
    }
  }

  private Path written(List<CommandEvent> events, List<String> labelled, int most, String name)
      throws IOException {
    Path place = Files.createTempDirectory(folder, name);
    DataSetBuild build = build(settings(Optional.of(LocalDate.of(2025, 1, 15)), 3, most));
    build.source(
        SourceKind.CASES,
        Records.write(place.resolve("in/cases.jsonl"), labelled.toArray(String[]::new)));
    feed(build, events.toArray(CommandEvent[]::new));
    build.write(place.resolve("out"));
    return place.resolve("out");
  }

  @Test
  void keepsASampleOfWhatIsTooMuch() {
    DataSetBuild build = build(settings(Optional.empty(), 1, 50));
    for (int i = 0; i < 2000; i++) {
      feed(build, event("acmectl get item" + i, 1, "a"));
    }
    feed(build, event(ATTACK, 1, "a"), event(HARMLESS, 1, "a"));
    DataSets made = build.make();
    assertThat(made.rows().get("rb")).hasSize(51);
    assertThat(made.card().telemetry().sampled()).isTrue();
    assertThat(made.card().telemetry().uniqueLines()).isBetween(1200L, 3200L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"cmd\":\"x\"} | cases.jsonl:1: field \"label\" is missing",
        "{\"cmd\":\"x\",\"label\":\"evil\"} | cases.jsonl:1: field \"label\" is \"evil\"",
        "{\"label\":\"benign\"} | cases.jsonl:1: field \"cmd\" (or \"command_line\") is missing",
        "{\"cmd\":\" \",\"label\":\"benign\"} | is blank",
        "{\"cmd\":\"x\",\"label\":\"benign\",\"first_seen\":\"yesterday\"} | cases.jsonl:1: field"
            + " \"first_seen\" is \"yesterday\"",
        "no json | cases.jsonl:1: not valid JSON",
        "'' | no labelled line is in it"
      })
  void refusesABadSource(String text, String message) {
    DataSetBuild build = build(SETTINGS);
    Path bad = source("cases.jsonl", text == null ? "" : text);
    assertThatThrownBy(() -> build.source(SourceKind.CASES, bad))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesToWriteNothing() {
    DataSetBuild build = build(SETTINGS);
    feed(build, event(NOBODYS, 1, "a"));
    assertThatThrownBy(() -> build.write(folder.resolve("out")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no line is left to train on: 1 process start in the telemetry");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThatThrownBy(() -> build(SETTINGS).test(source("test.jsonl", "")))
        .hasMessageContaining("the test set is empty");
  }

  @Test
  void saysThatAClassIsMissing() {
    DataSetBuild build = build(SETTINGS);
    feed(build, event(HARMLESS, 1, "a"));
    build.write(folder.resolve("out"));
    assertThat(progress)
        .contains("warning: rb has 1 benign and 0 malicious rows; training needs both");
  }

  @Test
  void refusesImpossibleSettings() {
    LocalDate day = LocalDate.of(2025, 1, 10);
    assertThatThrownBy(
            () ->
                new DataSetSettings(
                    Optional.of(day), Optional.of(day.minusDays(1)), Optional.empty(), 1, 1))
        .hasMessageContaining("is before the first");
    assertThatThrownBy(
            () -> new DataSetSettings(Optional.of(day), Optional.empty(), Optional.of(day), 1, 1))
        .hasMessageContaining("is in the test period");
    assertThatThrownBy(() -> settings(Optional.empty(), 101, 1)).hasMessageContaining("0 to 100");
    assertThatThrownBy(() -> settings(Optional.empty(), 1, 0)).hasMessageContaining("at least one");
  }
}
