package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowWeightsTest {
  @Test
  void aGroupCountsWithTheRootOfItsSize() {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      rows.add(row("ls " + (char) ('a' + i), Label.BENIGN, "linux"));
    }
    rows.add(row("whoami /all", Label.BENIGN, "linux")); // 11 characters: another range
    rows.add(row("ls a", Label.MALICIOUS, "linux"));
    rows.add(row("ls a", Label.BENIGN, "windows"));
    float[] weights = RowWeights.of(rows);
    for (int i = 16; i < rows.size(); i++) {
      assertThat(weights[i] / weights[0]).isCloseTo(4, within(1e-5f));
    }
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    assertThat(sum / weights.length).isCloseTo(1, within(1e-5));
  }

  private static LabelledCommand row(String cmd, Label label, String os) {
    return new LabelledCommand(cmd, label, new LineOrigin(os, ""));
  }
}
