package dev.longtail.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.classify.Lines;
import dev.longtail.training.classify.Model;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.Records;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  @TempDir private Path folder;

  private Path base;
  private Path incident;
  private Path timeSplit;
  private Path augment;

  @BeforeEach
  void writeInputs() {
    base = write("ab.jsonl", Lines.draw(200, 1));
    incident = write("incident.jsonl", Lines.draw(120, 2));
    timeSplit = write("time_split.jsonl", Lines.draw(90, 3));
    augment = folder.resolve("found");
    List<String> admitted = new ArrayList<>();
    for (LabelledCommand line : Lines.draw(150, 4)) {
      if (!line.isMalicious()) {
        admitted.add(
            Json.line(
                Map.of(
                    "cmd",
                    line.cmd(),
                    "label",
                    "benign",
                    "window",
                    "2025-01-05",
                    "scale",
                    "full",
                    "detectors",
                    List.of("isolation-forest"))));
      }
    }
    Records.write(augment.resolve("training-data/part-0.jsonl"), admitted.toArray(String[]::new));
  }

  @Test
  void writesTheTableTheReportAndTheModels() throws IOException {
    ConcurrentLinkedQueue<String> progress = new ConcurrentLinkedQueue<>();
    Path out = folder.resolve("new/out");
    TrainingResult result = TrainingRun.run(options(out, 1), progress::add);

    assertThat(result.table()).extracting("trainingSet").containsExactly("ab", "ab+full");
    assertThat(result.table().get(1).added()).isPositive();
    assertThat(result.markdown()).startsWith("| training set |").contains("| ab+full ");
    assertThat(Files.readString(out.resolve("table.md"))).isEqualTo(result.markdown());
    assertThat(Files.readString(result.report())).contains("it is only a test");
    for (String set : List.of("ab", "ab+full")) {
      assertThat(Model.load(out.resolve("models").resolve(set)).facts().trainingSet())
          .isEqualTo(set);
    }
    assertThat(progress)
        .anyMatch(line -> line.startsWith("rows without data in") && line.contains("ab+reduced"));

    JsonNode row = Json.MAPPER.readTree(out.resolve("table.json").toFile()).get(1);
    assertThat(row.get("training_set").textValue()).isEqualTo("ab+full");
    assertThat(row.get("incident_auc").doubleValue()).isBetween(0.9, 1.0);
    assertThat(row.get("incident_auc_ci")).hasSize(2);
    assertThat(row.get("time_split_auc_ci")).hasSize(2);
    assertThat(row.get("fpr_at_recall").has("0.5")).isTrue();
    assertThat(row.get("fpr_at_recall").has("0.8")).isTrue();
    assertThat(row.get("fpr_at_recall").has("0.9")).isTrue();
    assertThat(row.get("leak_guard_dropped").isInt()).isTrue();
  }

  @Test
  void measuresMoreOfEachRowWhenAsked() throws IOException {
    writeExemplarsAndRandomLines();
    Path out = folder.resolve("deep");
    TrainingResult result = TrainingRun.run(options(out, 2, new Depth(2, 100, true)), line -> {});
    JsonNode table = Json.MAPPER.readTree(out.resolve("table.json").toFile());
    JsonNode base = table.get(0);
    JsonNode full = table.get(1);
    assertThat(full.get("training_set").textValue()).isEqualTo("ab+full");
    assertThat(full.get("seeds").intValue()).isEqualTo(2);
    assertThat(full.get("incident_auc_of_seeds")).hasSize(2);
    assertThat(full.at("/incident_auc_of_seeds/0").doubleValue())
        .isCloseTo(full.get("incident_auc").doubleValue(), within(1e-6));
    JsonNode auc = full.at("/incident_measures/auc");
    assertThat(auc.at("/over_lines/0").doubleValue())
        .isLessThanOrEqualTo(auc.get("value").doubleValue());
    assertThat(auc.get("over_families").isNull()).isTrue(); // families are unknown
    assertThat(full.at("/incident_measures/recall_at_fpr_0.0001/value").isNull()).isTrue();
    assertThat(full.at("/difference_to_base/auc/value").doubleValue())
        .isCloseTo(
            auc.get("value").doubleValue() - base.at("/incident_measures/auc/value").doubleValue(),
            within(3e-6));
    assertThat(base.get("difference_to_base").isNull()).isTrue();
    assertThat(full.at("/difference_to_designs/trees/auc/over_lines")).hasSize(2);
    JsonNode equal = full.get("equal_numbers");
    assertThat(equal.get("added").intValue())
        .isEqualTo(Math.min(full.get("added").intValue(), table.get(2).get("added").intValue()));
    assertThat(full.get("saturation")).hasSize(2);
    assertThat(full.at("/saturation/1/incident_auc").doubleValue())
        .isCloseTo(full.get("incident_auc").doubleValue(), within(1e-6));
    assertThat(full.get("labels")).hasSize(1);
    assertThat(full.get("labels_of_random")).hasSize(1);
    assertThat(full.get("evasion").has("behind_128")).isTrue();
    assertThat(full.at("/incident_slices/0/by").textValue()).isEqualTo("length");
    assertThat(full.get("incident_roc").size()).isGreaterThan(1);
    assertThat(Files.readString(result.report()))
        .contains("How sure these figures are", "Attacks written otherwise", "At equal numbers")
        .contains("Parts of the incident set", "What more days and more labels are worth");
  }

  @Test
  void withoutReplicatesTheTableIsThatOfTheReference() throws IOException {
    Path out = folder.resolve("plain");
    TrainingResult result = TrainingRun.run(options(out, 1, new Depth(1, 0, false)), line -> {});
    JsonNode row = Json.MAPPER.readTree(out.resolve("table.json").toFile()).get(0);
    assertThat(row.has("fpr_at_recall")).isTrue();
    assertThat(row.has("incident_measures")).isFalse();
    assertThat(Files.readString(result.report()))
        .doesNotContain("How sure these figures are", "Attacks written otherwise");
  }

  /** Exemplars of two days, and random lines that a control arm labelled. */
  private void writeExemplarsAndRandomLines() {
    List<String> exemplars = new ArrayList<>();
    List<String> admitted = new ArrayList<>();
    List<String> control = new ArrayList<>();
    List<LabelledCommand> lines =
        Lines.draw(150, 4).stream().filter(line -> !line.isMalicious()).toList();
    for (int i = 0; i < lines.size(); i++) {
      Map<String, Object> record = new TreeMap<>();
      record.put("cmd", lines.get(i).cmd());
      record.put("label", "benign");
      record.put("window", i % 2 == 0 ? "2025-01-05" : "2025-01-06");
      record.put("scale", "full");
      record.put("detectors", List.of("isolation-forest"));
      if (i < 60) {
        exemplars.add(Json.line(record));
        admitted.add(Json.line(record));
      } else {
        record.put("arm", "random");
        record.put("admitted", true);
        control.add(Json.line(record));
      }
    }
    Records.write(augment.resolve("training-data/part-0.jsonl"), admitted.toArray(String[]::new));
    Records.write(augment.resolve("exemplars/part-0.jsonl"), exemplars.toArray(String[]::new));
    Records.write(augment.resolve("control/part-0.jsonl"), control.toArray(String[]::new));
  }

  @Test
  void filesDoNotDependOnTheParallelism() throws IOException {
    TrainingRun.run(options(folder.resolve("one"), 1), line -> {});
    TrainingRun.run(options(folder.resolve("two"), 2), line -> {});
    assertThat(contents(folder.resolve("two"))).isEqualTo(contents(folder.resolve("one")));
    assertThat(contents(folder.resolve("one"))).hasSize(5 + 2 * 6);
  }

  @Test
  void leavesTheLinesOutOfTheModelsWhenAsked() throws IOException {
    TrainingRun.run(options(folder.resolve("with"), 2), line -> {});
    TrainingOptions options = options(folder.resolve("without"), 2);
    TrainingRun.run(
        new TrainingOptions(
            options.rb(),
            options.ab(),
            options.augment(),
            options.incident(),
            options.timeSplit(),
            options.out(),
            options.seed(),
            options.parallelism(),
            options.trees(),
            options.caveat(),
            options.revocations(),
            options.embedding(),
            false,
            options.depth()),
        line -> {});
    Map<String, String> with = contents(folder.resolve("with"));
    assertThat(with.keySet().removeIf(file -> file.endsWith("lines.jsonl"))).isTrue();
    assertThat(contents(folder.resolve("without"))).isEqualTo(with);
  }

  @Test
  void refusesAnOutputFolderThatIsAFile() {
    Path file = Records.write(folder.resolve("taken"), "x");
    assertThatThrownBy(() -> TrainingRun.run(options(file, 1), line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": cannot be written");
  }

  @Test
  void refusesInputsBeforeItTrains() {
    List<String> progress = new ArrayList<>();
    augment = folder.resolve("nowhere");
    assertThatThrownBy(() -> TrainingRun.run(options(folder.resolve("out"), 1), progress::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nowhere");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void saysNothingOfSetsThatAreApart() {
    assertThat(warnings()).isEmpty();
  }

  @Test
  void countsTheLinesThatAreTrainedAndTestedOn() {
    List<LabelledCommand> shared = List.of(line("shared one", false), line("shared two", true));
    List<LabelledCommand> otherwise = List.of(line("shared one", true), line("shared two", true));
    base = write("ab.jsonl", joined(Lines.draw(200, 1), joined(shared, shared)));
    incident = write("incident.jsonl", joined(Lines.draw(120, 2), shared));
    timeSplit = write("time_split.jsonl", joined(Lines.draw(90, 3), otherwise));
    assertThat(warnings())
        .containsExactly(
            "warning: 2 lines are in the incident set and in the training set ab as well; take"
                + " them out of one, or the result is too good",
            "warning: 2 lines are in the time split set and in the training set ab as well, 1 of"
                + " them labelled otherwise; take them out of one, or the result is too good");
  }

  /** Learned by heart but for a number. */
  @Test
  void countsTheTemplatesThatAreTrainedAndTestedOn() {
    base = write("ab.jsonl", joined(Lines.draw(200, 1), List.of(line("curl 10.1.2.3", true))));
    incident =
        write("incident.jsonl", joined(Lines.draw(120, 2), List.of(line("curl 10.4.5.6", true))));
    assertThat(warnings())
        .containsExactly(
            "warning: 1 line is among the training set ab and of the template of a line of the"
                + " incident set; the result is too good by them");
  }

  @Test
  void countsTheLinesThatBearBothLabels() {
    List<LabelledCommand> both = List.of(line("both", false), line("both", true));
    base = write("ab.jsonl", joined(Lines.draw(200, 1), joined(both, both)));
    timeSplit =
        write(
            "time_split.jsonl",
            joined(Lines.draw(90, 3), List.of(line("b", true), line("b", false))));
    assertThat(warnings())
        .containsExactly(
            "warning: 1 line is both benign and malicious in the ab set; one of the labels is"
                + " wrong",
            "warning: 1 line is both benign and malicious in the time split set; one of the labels"
                + " is wrong");
  }

  @Test
  void countsAdmittedLinesThatTheBaseCallsAttacks() {
    LabelledCommand admitted =
        Lines.draw(150, 4).stream().filter(line -> !line.isMalicious()).findFirst().orElseThrow();
    base = write("ab.jsonl", joined(Lines.draw(200, 1), List.of(line(admitted.cmd(), true))));
    assertThat(warnings())
        .containsExactly(
            "warning: 1 line is admitted as benign and malicious in ab, whose label is kept");
  }

  private static LabelledCommand line(String cmd, boolean malicious) {
    return new LabelledCommand(cmd, malicious ? Label.MALICIOUS : Label.BENIGN);
  }

  private static List<LabelledCommand> joined(
      List<LabelledCommand> lines, List<LabelledCommand> more) {
    return Stream.concat(lines.stream(), more.stream()).toList();
  }

  private List<String> warnings() {
    List<String> progress = new ArrayList<>();
    TrainingRun.run(options(folder.resolve("out"), 1), progress::add);
    return progress.stream().filter(line -> line.startsWith("warning")).toList();
  }

  @Test
  void needsABase() {
    assertThatThrownBy(
            () ->
                new TrainingOptions(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    incident,
                    timeSplit,
                    folder,
                    1,
                    1,
                    1,
                    ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TrainingOptions options(Path out, int parallelism) {
    return options(out, parallelism, new Depth(1, 100, false));
  }

  private TrainingOptions options(Path out, int parallelism, Depth depth) {
    return new TrainingOptions(
        Optional.empty(),
        Optional.of(base),
        Optional.of(augment),
        incident,
        timeSplit,
        out,
        1,
        parallelism,
        20,
        "it is only a test",
        Optional.empty(),
        Optional.empty(),
        true,
        depth);
  }

  private Path write(String name, List<LabelledCommand> lines) {
    return Records.write(
        folder.resolve(name),
        lines.stream()
            .map(
                line ->
                    Json.line(
                        Map.of(
                            "cmd",
                            line.cmd(),
                            "label",
                            line.label().name().toLowerCase(Locale.ROOT))))
            .toArray(String[]::new));
  }

  /** Every file below {@code root} with what is in it. */
  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            root.relativize(file).toString(),
            Files.readString(file, StandardCharsets.ISO_8859_1)); // takes any byte
      }
    }
    return contents;
  }
}
