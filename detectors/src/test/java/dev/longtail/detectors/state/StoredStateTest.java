package dev.longtail.detectors.state;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.LineModel;
import dev.longtail.detectors.ranking.ShardModel;
import dev.longtail.detectors.window.EmbeddedCommand;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.ShardWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The state of a shard as earlier releases stored it is read, and the shard goes on with it. The
 * README beside the files says what is in them and when to add a version.
 */
class StoredStateTest {
  private static final Path STATE = Path.of("src/test/resources/state");
  private static final String WINDOW = "shard-window.bin";
  private static final String MODEL = "shard-model.bin";
  private static final String SAMPLE = "sample-window.bin";
  private static final int UNIQUE = 60;
  private static final int EVENTS = 90;
  private static final ShardWindow.Limits LIMITS = new ShardWindow.Limits(10, 20);

  static List<String> versions() throws IOException {
    try (Stream<Path> stored = Files.list(STATE)) {
      List<String> versions =
          stored.filter(Files::isDirectory).map(v -> v.getFileName().toString()).sorted().toList();
      assertThat(versions).contains("v1");
      return versions;
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStoredWindowGoesOnCounting(String version) throws IOException {
    ShardWindow window = read(new StateMapper.ShardWindows(), version, WINDOW);
    assertThat(window.events()).isEqualTo(EVENTS);
    assertThat(window.unique()).isEqualTo(UNIQUE);
    addKnownAndNew(window);

    ShardWindow again = copy(new StateMapper.ShardWindows(), window);
    assertThat(again.events()).isEqualTo(EVENTS + UNIQUE + 1);
    assertThat(again.unique()).isEqualTo(UNIQUE + 1);
    addKnownAndNew(again);
    assertThat(again.events()).isEqualTo(EVENTS + 2 * (UNIQUE + 1));
    assertThat(again.unique()).as("after a checkpoint in today's form").isEqualTo(UNIQUE + 1);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStoredWindowKeepsWhatItKnewOfItsCandidates(String version) throws IOException {
    ShardWindow window = read(new StateMapper.ShardWindows(), version, WINDOW);
    window.cut(LineScorer.INDIFFERENT);
    assertThat(window.pool())
        .hasSize(20)
        .allSatisfy(
            candidate -> {
              int i = Integer.parseInt(candidate.commandLine().substring("command é ".length()));
              assertThat(candidate)
                  .usingRecursiveComparison()
                  .comparingOnlyFields("hash", "eventId", "firstSeen", "host", "user", "os")
                  .isEqualTo(seen(command(i), NEW_YEAR + i));
              assertThat(candidate.occurrences()).isEqualTo(i < EVENTS - UNIQUE ? 2 : 1);
            });
    assertThat(window.sample()).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStoredModelIsOfItsWindow(String version) throws IOException {
    ShardModel model = read(new StateMapper.ShardModels(), version, MODEL);
    assertThat(model.window()).isEqualTo(NEW_YEAR);
    ShardModel again = copy(new StateMapper.ShardModels(), model);
    assertThat(again.window()).isEqualTo(NEW_YEAR);
    for (String line : List.of(command(3), "%TEMP%=A".repeat(99), "ls")) {
      double score = model.lines().score(line);
      assertThat(score).isFinite();
      assertThat(again.lines().score(line)).isEqualTo(score);
    }
  }

  static List<String> versionsWithSample() throws IOException {
    List<String> versions =
        versions().stream()
            .filter(version -> Files.exists(STATE.resolve(version).resolve(SAMPLE)))
            .toList();
    assertThat(versions).contains("v3");
    return versions;
  }

  @ParameterizedTest
  @MethodSource("versionsWithSample")
  void aStoredSampleKeepsItsCommandsAndTheirEmbeddings(String version) throws IOException {
    SampleWindow window = read(new StateMapper.SampleWindows(), version, SAMPLE);
    assertThat(window.events()).isEqualTo(EVENTS);
    window.add(new EmbeddedCommand(seen(command(UNIQUE), NEW_YEAR + EVENTS), new float[] {9, 9}));
    SampleWindow again = copy(new StateMapper.SampleWindows(), window);
    assertThat(again.events()).isEqualTo(EVENTS + 1);
    assertThat(again.sample())
        .hasSize(20)
        .allSatisfy(
            command -> {
              String line = command.sighting().commandLine();
              int i = Integer.parseInt(line.substring("command é ".length()));
              float[] vector = i == UNIQUE ? new float[] {9, 9} : new float[] {i, -i};
              assertThat(command.embedding()).isEqualTo(vector);
              long times = i < EVENTS - UNIQUE ? 2 : 1;
              assertThat(command.sighting().occurrences()).isEqualTo(times);
            });
  }

  /** Not a test: stores what today's code writes, with its version as the property's value. */
  @Test
  @EnabledIfSystemProperty(named = "longtail.write.state", matches = ".+")
  void write() throws IOException {
    Path folder = STATE.resolve(System.getProperty("longtail.write.state"));
    assertThat(folder).as("stored state is never replaced").doesNotExist();
    Files.createDirectories(folder);
    ShardWindow window = new ShardWindow(NEW_YEAR, LIMITS);
    for (int i = 0; i < EVENTS; i++) {
      window.add(seen(command(i % UNIQUE), NEW_YEAR + i), null);
    }
    Files.write(folder.resolve(WINDOW), bytes(new StateMapper.ShardWindows(), window));

    SampleWindow sample = new SampleWindow(NEW_YEAR, 20);
    for (int i = 0; i < EVENTS; i++) {
      float[] vector = i < UNIQUE ? new float[] {i, -i} : null;
      sample.add(new EmbeddedCommand(seen(command(i % UNIQUE), NEW_YEAR + i), vector));
    }
    Files.write(folder.resolve(SAMPLE), bytes(new StateMapper.SampleWindows(), sample));

    List<String> lines =
        IntStream.range(0, UNIQUE).mapToObj(i -> command(i) + " %TEMP%=A".repeat(i % 7)).toList();
    LineModel.Fit fit = LineModel.fit(lines, new IsolationForestDetector(5, 16), 8, 1);
    ShardModel model = new ShardModel(NEW_YEAR, fit.model());
    Files.write(folder.resolve(MODEL), bytes(new StateMapper.ShardModels(), model));
  }

  private static void addKnownAndNew(ShardWindow window) {
    for (int i = 0; i <= UNIQUE; i++) {
      window.add(seen(command(i), NEW_YEAR + EVENTS + i), null);
    }
  }

  private static String command(int i) {
    return "command é " + i;
  }

  private static <T> T read(StateMapper<T> mapper, String version, String file) throws IOException {
    return read(mapper, Files.readAllBytes(STATE.resolve(version).resolve(file)));
  }

  private static <T> T read(StateMapper<T> mapper, byte[] stored) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored));
    T value = mapper.read(in);
    assertThat(in.available()).as("bytes left unread").isZero();
    return value;
  }

  private static <T> T copy(StateMapper<T> mapper, T value) throws IOException {
    return read(mapper, bytes(mapper, value));
  }

  private static <T> byte[] bytes(StateMapper<T> mapper, T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    mapper.write(value, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
