package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Refuses labels for training that no analyst has vouched for. Labels are those of the admitted
 * lines in {@code training-data/} and in the control arms; each says who gave it.
 */
public final class CertifiedLabels {
  private final Map<ReviewedJudge, Long> labels = new TreeMap<>();

  private CertifiedLabels() {}

  /**
   * Checks the judges of all labels.
   *
   * @param augment what training adds: a backfill's output folder, or only its {@code
   *     training-data} folder or file
   * @param score the file of a review's score
   * @param least the certified lower bound of benign precision that a judge must have
   * @throws InputException with a sentence for each judge whose bound is lower, or whose labels
   *     were not reviewed
   */
  public static void check(Path augment, Path score, double least) {
    CertifiedLabels found = new CertifiedLabels();
    Path folder = augment.resolve("training-data");
    if (Files.isDirectory(folder)) {
      found.read(folder);
      found.read(augment.resolve("control"));
    } else {
      found.read(augment);
    }
    CertifiedJudges certified = CertifiedJudges.read(score, least);
    List<String> refused = new ArrayList<>();
    found.labels.forEach(
        (judge, lines) ->
            certified
                .objection(judge)
                .ifPresent(
                    why ->
                        refused.add(
                            "%s labelled by %s: %s"
                                .formatted(Counted.of(lines, "line"), judge, why))));
    if (!refused.isEmpty()) {
      throw new InputException(
          "%s is refused for training:%n  %s"
              .formatted(augment, String.join(System.lineSeparator() + "  ", refused)));
    }
  }

  private void read(Path input) {
    if (!Files.exists(input) || (Files.isDirectory(input) && isEmpty(input))) {
      return;
    }
    JsonLines.forEach(input, this::add);
  }

  private static boolean isEmpty(Path folder) {
    try {
      return JsonLines.files(folder).isEmpty();
    } catch (InputException empty) {
      return true;
    }
  }

  private void add(JsonNode record, Location where) {
    JsonNode control = record.get("admitted");
    if (control != null && control.isBoolean() && !control.booleanValue()) {
      return;
    }
    JsonNode lineage = record.has("lineage") ? record.get("lineage") : record;
    labels.merge(
        new ReviewedJudge(
            ReviewFields.textOrEmpty(lineage, "model", where),
            ReviewFields.textOrEmpty(lineage, "prompt_version", where)),
        1L,
        Long::sum);
  }
}
