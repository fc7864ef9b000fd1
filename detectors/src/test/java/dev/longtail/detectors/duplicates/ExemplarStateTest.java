package dev.longtail.detectors.duplicates;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.PackedFloats;
import dev.longtail.detectors.window.States;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of exemplars in state. */
class ExemplarStateTest {
  @Test
  void aChunkComesBackAsItWas() throws IOException {
    ExemplarChunk chunk =
        new ExemplarChunk(
            List.of("é", "", "third"),
            new float[] {1, 0, -0f, 1, 0.6f, 0.8f},
            new byte[] {1, 2, 3});
    ExemplarChunk back = read(States.bytes(chunk::write));
    assertThat(back.commandLines()).isEqualTo(chunk.commandLines());
    assertThat(back.embeddings()).containsExactly(chunk.embeddings());
    assertThat(back.rules()).containsExactly(chunk.rules());
  }

  @Test
  void aChunkHoldsTogether() {
    List<String> lines = List.of("a", "b");
    assertThatThrownBy(() -> new ExemplarChunk(lines, new float[3], new byte[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ExemplarChunk(lines, new float[4], new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ExemplarChunk(lines, new float[4], new byte[] {1, 4}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What waited in state is compared with exemplars whose shapes are computed anew. */
  @Test
  void aWaitingAnomalyOfTheFirstVersionGetsTodaysShape() throws IOException {
    String line = "setenforce 0";
    ScoredCommand scored =
        new ScoredCommand(NEW_YEAR, "full", "d", 1, Line.of(seen(line, NEW_YEAR)), List.of());
    EmbeddedAnomaly today =
        EmbeddedAnomaly.of(new Anomaly(1, scored).embedded("setenforce <num>", new float[] {1}));
    EmbeddedAnomaly formerly = new EmbeddedAnomaly(today.anomaly(), 7, null);
    byte[] stored = States.bytes(out -> StateMappers.EMBEDDED_ANOMALY.write(formerly, out));

    assertThat(StateMappers.EMBEDDED_ANOMALY.read(1, States.input(stored)).shape())
        .isEqualTo(today.shape());
    assertThat(StateMappers.EMBEDDED_ANOMALY.read(2, States.input(stored)).shape()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 40_000})
  void floatsAreWrittenAsOneByOne(int length) throws IOException {
    float[] values = new float[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    byte[] packed = States.bytes(out -> PackedFloats.write(values, out));
    byte[] oneByOne =
        States.bytes(
            out -> {
              for (float value : values) {
                out.writeFloat(value);
              }
            });
    assertThat(packed).isEqualTo(oneByOne);
    assertThat(PackedFloats.read(length, States.input(packed))).containsExactly(values);
  }

  @Test
  void anEarlierChunkComesBackAndItsCopyStays() throws IOException {
    EarlierChunk chunk = new EarlierChunk();
    assertThat(chunk.add("first", new float[] {1, 0})).isTrue();
    assertThat(chunk.add("first", new float[] {0, 1})).as("known already").isFalse();
    EarlierChunk copy = chunk.copy();
    chunk.add("second", new float[] {0, 1});
    assertThat(copy.size()).isOne();
    DataInputStream in = States.input(States.bytes(chunk::write));
    EarlierChunk back = EarlierChunk.read(in);
    assertThat(in.available()).isZero();
    assertThat(back.size()).isEqualTo(2);
    assertThat(back.line(1).commandLine()).isEqualTo("second");
    assertThat(back.line(0).vectors()).containsExactly(1, 0);
    assertThat(back.add("second", new float[] {0, 1})).as("known already").isFalse();
    assertThat(EarlierChunk.read(States.input(States.bytes(new EarlierChunk()::write))).size())
        .isZero();
  }

  @Test
  void windowsHaveNamesThatLeadBack() {
    DetectorWindows hours = new DetectorWindows(3_600_000);
    for (DetectorWindows windows : List.of(DetectorWindows.DAILY, hours)) {
      assertThat(windows.startOf(windows.nameOf(NEW_YEAR))).isEqualTo(NEW_YEAR);
    }
    long hour = NEW_YEAR + 5 * hours.size();
    assertThat(hours.startOf(hours.nameOf(hour))).isEqualTo(hour);
    assertThatThrownBy(() -> DetectorWindows.DAILY.startOf(hours.nameOf(hour)))
        .hasMessageContaining("PT24H");
    assertThatThrownBy(() -> DetectorWindows.DAILY.startOf("yesterday"))
        .hasMessageContaining("is no window");
  }

  private static ExemplarChunk read(byte[] bytes) throws IOException {
    DataInputStream in = States.input(bytes);
    ExemplarChunk chunk = ExemplarChunk.read(in);
    assertThat(in.available()).isZero();
    return chunk;
  }
}
