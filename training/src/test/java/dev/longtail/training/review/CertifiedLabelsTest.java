package dev.longtail.training.review;

import static dev.longtail.training.review.Samples.ADMITTED;
import static dev.longtail.training.review.Samples.times;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifiedLabelsTest {
  private static final String LABEL =
      "{\"cmd\":\"ls"
          + " %d\",\"label\":\"benign\",\"lineage\":{\"model\":\"%s\",\"prompt_version\":\"%s\"}}\n";

  @TempDir private Path folder;

  private Path labels(String... records) throws IOException {
    Path file = folder.resolve("mined/training-data/a.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("", records));
    return folder.resolve("mined");
  }

  private Path score(int right, int reviewed, int size) throws IOException {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 5000), size, 1);
    ReviewRecords records = new ReviewRecords();
    Opinion[] opinions = times(reviewed, Opinion.MALICIOUS);
    System.arraycopy(times(right, Opinion.BENIGN), 0, opinions, 0, right);
    Samples.decide(sample, ADMITTED, records, "ann", opinions);
    return Files.writeString(
        folder.resolve("score.json"), ScoreFile.text(ReviewScore.of(sample, records, 0.95)));
  }

  @Test
  void aBoundThatIsHighEnoughPasses() throws IOException {
    Path mined = labels(LABEL.formatted(1, "judge-1", "p1"));
    Path score = score(100, 100, 100);
    assertThatCode(() -> CertifiedLabels.check(mined, score, 0.95)).doesNotThrowAnyException();
    assertThatCode(() -> CertifiedLabels.check(mined.resolve("training-data"), score, 0.95))
        .doesNotThrowAnyException();
  }

  @Test
  void aLowerBoundIsRefusedByJudgeAndNumber() throws IOException {
    Path mined = labels(LABEL.formatted(1, "judge-1", "p1"), LABEL.formatted(2, "judge-1", "p1"));
    Path score = score(95, 100, 100);
    assertThatThrownBy(() -> CertifiedLabels.check(mined, score, 0.95))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is refused for training")
        .hasMessageContaining(
            "2 lines labelled by judge-1, prompt p1: the certified lower bound of benign precision"
                + " is 0.8871, below the 0.95 asked for");
  }

  @Test
  void whatWasNotReviewedIsRefused() throws IOException {
    Path mined = labels(LABEL.formatted(1, "judge-1", "p1"));
    Path score = score(0, 0, 100);
    assertThatThrownBy(() -> CertifiedLabels.check(mined, score, 0.01))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("judge-1, prompt p1: not reviewed");
  }

  @Test
  void anotherJudgeAndAnotherPromptWereNotReviewed() throws IOException {
    Path mined =
        labels(
            LABEL.formatted(1, "judge-1", "p1"),
            LABEL.formatted(2, "judge-2", "p1"),
            LABEL.formatted(3, "judge-1", "p2"),
            "{\"cmd\":\"ls 4\",\"label\":\"benign\"}\n");
    Path score = score(100, 100, 100);
    assertThatThrownBy(() -> CertifiedLabels.check(mined, score, 0.95))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 line labelled by judge-2, prompt p1: not reviewed")
        .hasMessageContaining("1 line labelled by judge-1, prompt p2: not reviewed")
        .hasMessageContaining("1 line labelled by an unknown judge: not reviewed");
  }

  @Test
  void admittedControlsAreLabelsToo() throws IOException {
    Path mined = labels(LABEL.formatted(1, "judge-1", "p1"));
    Path control = Files.createDirectories(mined.resolve("control")).resolve("c.jsonl");
    String line = "{\"cmd\":\"x\",\"admitted\":%s,\"model\":\"judge-3\",\"prompt_version\":\"\"}\n";
    Path score = score(100, 100, 100);
    Files.writeString(control, line.formatted(false));
    assertThatCode(() -> CertifiedLabels.check(mined, score, 0.95)).doesNotThrowAnyException();
    Files.writeString(control, line.formatted(true));
    assertThatThrownBy(() -> CertifiedLabels.check(mined, score, 0.95))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 line labelled by judge-3: not reviewed");
  }

  @Test
  void aFileThatIsNoScoreIsRefused() throws IOException {
    Path mined = labels(LABEL.formatted(1, "judge-1", "p1"));
    for (String text : new String[] {"{", "{}", "{\"scores\":[{\"class\":\"ADMITTED\"}]}"}) {
      Path score = Files.writeString(folder.resolve("score.json"), text);
      assertThatThrownBy(() -> CertifiedLabels.check(mined, score, 0.95))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("score.json");
    }
    assertThatThrownBy(() -> CertifiedLabels.check(mined, folder.resolve("none"), 0.95))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file");
  }
}
