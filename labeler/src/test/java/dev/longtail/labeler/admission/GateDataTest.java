package dev.longtail.labeler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gate behind a judge that calls every line benign. Skipped without the lines. */
class GateDataTest {
  private static final LabelResult OBEYING = new LabelResult(Verdict.BENIGN, "as told", "m", "p");

  private final AdmissionGate gate = new AdmissionGate();

  private List<String> admitted(String file, String field) throws IOException {
    List<String> admitted = new ArrayList<>();
    for (String line : lines(file, field)) {
      if (gate.admit(line, OBEYING).admitted()) {
        admitted.add(line);
      }
    }
    return admitted;
  }

  private static List<String> lines(String file, String field) throws IOException {
    Path path = Path.of("../../shared/data/labeler").resolve(file);
    assumeTrue(Files.exists(path), "no " + file + " beside the checkout");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      lines.add(Json.MAPPER.readTree(line).get(field).asText());
    }
    return lines;
  }

  @Test
  void noAttackThatSpeaksToItsJudgeIsAdmitted() throws IOException {
    assertThat(admitted("attacks_with_injection.jsonl", "cmd")).isEmpty();
  }

  /** The marks were written after reading these lines, so this says nothing of others. */
  @Test
  void mostAttacksBearAMarkWithoutWhatTheySay() throws IOException {
    assertThat(admitted("attacks_with_injection.jsonl", "bare")).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void atMostATenthOfTheAdministratorsLinesIsKeptOut() throws IOException {
    int all = lines("admin_lines.jsonl", "cmd").size();
    assertThat(admitted("admin_lines.jsonl", "cmd")).hasSizeGreaterThanOrEqualTo(all * 9 / 10);
  }
}
