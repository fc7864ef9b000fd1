package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.graph.LateLine;
import dev.longtail.job.graph.Output;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.evaluation.RowDetails;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.training.run.TrainingOptions;
import dev.longtail.training.run.TrainingRun;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page of the outputs has the fields that a real run writes, all of them and no others: in its
 * tables and in its samples.
 */
class OutputsPageTest {
  private static final Path PAGE = Path.of("../docs/outputs.md");
  private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)\\n((?:(?!## ).*\\n)*)");
  private static final Pattern SAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  private static final Set<String> DETAILS =
      Arrays.stream(RowDetails.class.getRecordComponents())
          .map(component -> component.getName().replaceAll("([A-Z])", "_$1"))
          .map(name -> name.toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  @TempDir static Path folder;
  private static Map<String, String> page;
  private static GeneratedData data;

  @BeforeAll
  static void mineTwoDays() throws IOException {
    page = sections(Files.readString(PAGE));
    data = GeneratedDays.generate(folder.resolve("data"), 2, 300);
    Files.writeString(data.telemetry().resolve("broken.jsonl"), "{\"ts\":1735689600000}\n");
    new Backfill(data.telemetry(), folder.resolve("out"), options(halfOfTheTruth()), 2, line -> {})
        .run();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FUNNEL", "LATE"})
  void recordsHaveTheFieldsOfThePage(Output output) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : GeneratedDays.sortedLines(out(output.folder()))) {
      records.add(Json.MAPPER.readTree(line));
    }
    assertThat(records).isNotEmpty();
    agree(output.folder(), records, field -> true);
  }

  /** A backfill has no late events. */
  @Test
  void lateEventsHaveTheFieldsOfThePage() throws IOException {
    assertThat(GeneratedDays.sortedLines(out(Output.LATE.folder()))).isEmpty();
    agree("late", List.of(Json.MAPPER.readTree(LateLine.sample())), field -> true);
  }

  @Test
  void theFiguresHaveTheFieldsOfThePage() throws IOException {
    List<JsonNode> days = new ArrayList<>();
    Json.MAPPER.readTree(out("figures.json").toFile()).forEach(days::add);
    agree("figures.json", days, field -> true);
  }

  @Test
  void theFunnelHasTheFieldsOfThePageAndItsTotalTheSameCounts() throws IOException {
    JsonNode funnel = Json.MAPPER.readTree(out("funnel.json").toFile());
    agree("funnel.json", List.of(funnel), field -> !field.startsWith("total."));
    Set<String> counts = fields(funnel.at("/windows/0"));
    counts.removeAll(Set.of("window", "scale"));
    assertThat(fields(funnel.get("total"))).isEqualTo(counts);
  }

  @Test
  void theTableHasTheFieldsOfThePage() throws IOException {
    Path trained = folder.resolve("trained");
    TrainingRun.run(
        new TrainingOptions(
            Optional.empty(),
            Optional.of(data.abTrain()),
            Optional.empty(),
            data.incident(),
            data.timeSplit(),
            trained,
            1,
            1,
            2,
            ""),
        line -> {});
    List<JsonNode> rows = new ArrayList<>();
    Json.MAPPER.readTree(trained.resolve("table.json").toFile()).forEach(rows::add);
    agree("table.json", rows, field -> true);
  }

  /** The records' fields, those of the section's table, and those of its sample are the same. */
  private static void agree(String section, List<JsonNode> records, Predicate<String> which)
      throws IOException {
    Set<String> written = new TreeSet<>();
    records.forEach(each -> written.addAll(shortened(fields(each))));
    written.removeIf(which.negate());

    String text = page.get(section);
    assertThat(text).as("section %s", section).isNotNull();
    Set<String> explained = new TreeSet<>();
    Matcher field = FIELD.matcher(text.substring(text.indexOf("| field |")));
    while (field.find()) {
      explained.add(field.group(1));
    }
    assertThat(explained).as("fields explained in section %s", section).isEqualTo(written);

    Matcher sample = SAMPLE.matcher(text);
    assertThat(sample.find()).as("sample in section %s", section).isTrue();
    Set<String> shown = shortened(fields(Json.MAPPER.readTree(sample.group(1))));
    shown.removeIf(which.negate());
    assertThat(shown).as("fields of the sample in section %s", section).isEqualTo(written);
  }

  /** What is measured beyond the reference has many figures of one form; the page names it once. */
  private static Set<String> shortened(Set<String> fields) {
    return fields.stream()
        .map(
            field -> {
              String first = field.split("[.\\[]", 2)[0];
              return DETAILS.contains(first) ? first : field;
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The paths of all values and lists: {@code source.host}, {@code explanation[].share}. */
  private static Set<String> fields(JsonNode record) {
    Set<String> fields = new TreeSet<>();
    collect("", record, fields);
    return fields;
  }

  private static void collect(String path, JsonNode node, Set<String> fields) {
    if (node.isObject()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(e -> collect(prefix + e.getKey(), e.getValue(), fields));
      return;
    }
    fields.add(path);
    if (node.isArray()) {
      for (JsonNode each : node) {
        if (each.isObject()) {
          collect(path + "[]", each, fields);
        }
      }
    }
  }

  private static Map<String, String> sections(String text) {
    Map<String, String> sections = new TreeMap<>();
    Matcher section = SECTION.matcher(text);
    while (section.find()) {
      sections.put(section.group(1), section.group(2));
    }
    return sections;
  }

  private static Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  /** Every other line: what the file lacks is abstained, so that something is quarantined. */
  private static LabelerOptions halfOfTheTruth() throws IOException {
    List<String> lines = new ArrayList<>();
    int[] count = {0};
    JsonLines.forEach(
        data.truth(),
        (record, where) -> {
          if (count[0]++ % 2 == 0) {
            lines.add(record.toString());
          }
        });
    return LabelerOptions.truth(Files.write(folder.resolve("truth.jsonl"), lines));
  }

  private static Path scorer() throws IOException {
    return SmallModels.text(
        folder.resolve("scorer"), LabelledSet.read("ab", data.abTrain()).rows());
  }

  private static TopologyOptions options(LabelerOptions labeler) throws IOException {
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    TopologyOptions.Ranking usual = defaults.ranking();
    return new TopologyOptions(
            defaults.events(),
            new TopologyOptions.Ranking(
                Scales.BOTH,
                usual.shards(),
                30,
                usual.detector(),
                usual.limits(),
                new SampleSize(1, 60)),
            new TopologyOptions.NearDuplicates(
                SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
            defaults.labels())
        .with(GeneratedDays.january(2))
        .with(labeler, true)
        .with(new ScoringOptions(scorer().toString(), Duration.ZERO, 100, 5));
  }
}
