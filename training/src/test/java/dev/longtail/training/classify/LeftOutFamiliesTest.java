package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.metrics.Auc;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Why the n-grams are there: on source families that training never saw, attacks and benign lines
 * alike, the sum ranks better than the trees alone. The test sets play no part, so that the choice
 * of the classifier stays free of them.
 */
class LeftOutFamiliesTest {
  /** Attack and benign families of the same systems, left out together. */
  private static final Map<String, String> LEFT_OUT =
      new TreeMap<>(
          Map.of(
              "mal_atomic_red_team", "ben_ps_scripts",
              "mal_gtfobins", "ben_nl2bash",
              "mal_honeypot_haas", "ben_docker_ansible"));

  private static final int BENIGN_ROWS = 6000;
  private static final int BENIGN_TESTED = 2000;
  private static final ModelSettings SETTINGS = new ModelSettings(100, 1);

  private static final LineSources MARKS = LineSources.TEXT.rememberingMarks();

  private record Line(LabelledCommand row, String family) {}

  @Test
  void sumRanksUnknownSourcesBetterThanTheTrees() {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"), "benchmark");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "the benchmark is not at " + data.toAbsolutePath().normalize());
    List<Line> attacks = read(data.resolve("ab_train.jsonl.gz"), Label.MALICIOUS);
    List<Line> benign = read(data.resolve("truth.jsonl.gz"), Label.BENIGN);
    double trees = 0;
    double sum = 0;
    for (Map.Entry<String, String> out : LEFT_OUT.entrySet()) {
      Predicate<Line> attackIsOut = line -> line.family().equals(out.getKey());
      Predicate<Line> benignIsOut = line -> line.family().equals(out.getValue());
      List<LabelledCommand> trained = rows(attacks, attackIsOut.negate(), Integer.MAX_VALUE);
      trained.addAll(rows(benign, benignIsOut.negate(), BENIGN_ROWS));
      List<LabelledCommand> tested = rows(attacks, attackIsOut, Integer.MAX_VALUE);
      tested.addAll(rows(benign, benignIsOut, BENIGN_TESTED));
      trees += auc(PublishedTrees.train(set(trained), SETTINGS.boosting()), tested);
      sum += auc(Model.train(set(trained), SETTINGS, MARKS).classifier(), tested);
    }
    assertThat(sum / LEFT_OUT.size()).isGreaterThan(trees / LEFT_OUT.size() + 0.01);
  }

  /** The lines of one label, in an order of their own, so that a prefix is a sample. */
  private static List<Line> read(Path file, Label label) {
    List<Line> lines = new ArrayList<>();
    JsonLines.forEach(
        file,
        (record, where) -> {
          if (Label.parse(record.path("label").asText()).orElseThrow() == label) {
            String cmd = JsonLines.commandLine(record, where);
            String family = record.path("family").asText();
            LineOrigin origin = new LineOrigin(record.path("os").asText(), family);
            lines.add(new Line(new LabelledCommand(cmd, label, origin), family));
          }
        });
    lines.sort(Comparator.comparingLong(line -> CommandHash.of(line.row().cmd())));
    return lines;
  }

  private static List<LabelledCommand> rows(List<Line> lines, Predicate<Line> kept, int limit) {
    return new ArrayList<>(lines.stream().filter(kept).limit(limit).map(Line::row).toList());
  }

  private static TrainingSet set(List<LabelledCommand> rows) {
    return new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }

  private static double auc(CommandClassifier classifier, List<LabelledCommand> rows) {
    double[] scores = new double[rows.size()];
    boolean[] malicious = new boolean[rows.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = classifier.score(rows.get(i).cmd());
      malicious[i] = rows.get(i).isMalicious();
    }
    return Auc.of(scores, malicious).value();
  }
}
