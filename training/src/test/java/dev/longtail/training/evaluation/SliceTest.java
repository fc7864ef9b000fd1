package dev.longtail.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
  private final List<LabelledCommand> rows = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();

  @Test
  void eachPartHasItsOwnAreaAndTheThresholdOfTheWhole() {
    // 200 benign lines below 0.5 but two at 0.8: one in a hundred is allowed, so these pass.
    for (int i = 0; i < 200; i++) {
      add("ls", Label.BENIGN, i < 100 ? "linux" : "windows", "wiki", i < 2 ? 0.8 : 0.4);
    }
    for (int i = 0; i < 40; i++) {
      add("nc", Label.MALICIOUS, "linux", "bot", 0.9);
      add("x".repeat(600), Label.MALICIOUS, "windows", "worm", i < 10 ? 0.6 : 0.1);
    }
    add("rare", Label.MALICIOUS, "macos", "bot", 0.9);

    Slice linux = slice("os", "linux");
    assertThat(linux.malicious()).isEqualTo(40);
    assertThat(linux.benign()).isEqualTo(100);
    assertThat(linux.auc()).isEqualTo(1);
    assertThat(linux.recall()).isEqualTo(1);
    assertThat(linux.fpr()).isEqualTo(0.02);
    Slice windows = slice("os", "windows");
    assertThat(windows.auc()).isEqualTo(0.25);
    assertThat(windows.recall()).isEqualTo(0.25);
    assertThat(windows.fpr()).isZero();
    assertThat(slices()).noneMatch(slice -> slice.name().equals("macos")); // one line

    assertThat(slice("family", "worm").benign()).isZero();
    assertThat(slice("family", "worm").auc()).isEqualTo(0.2475); // against all benign lines
    assertThat(slice("family", "worm").fpr()).isNull();
    assertThat(slice("family", "wiki").recall()).isNull();
    assertThat(slice("length", "512 and more").auc()).isNull(); // it has no benign lines
    assertThat(slice("length", "0 to 31").malicious()).isEqualTo(41);
  }

  private void add(String cmd, Label label, String os, String family, double score) {
    rows.add(new LabelledCommand(cmd, label, new LineOrigin(os, family)));
    scores.add(score);
  }

  private List<Slice> slices() {
    return Slice.of(rows, scores.stream().mapToDouble(d -> d).toArray());
  }

  private Slice slice(String by, String name) {
    return slices().stream()
        .filter(slice -> slice.by().equals(by) && slice.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " of " + slices()));
  }
}
