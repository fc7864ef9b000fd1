package dev.longtail.detectors.state;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.LineModel;
import dev.longtail.detectors.ranking.ShardModel;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.States;
import java.io.DataInputStream;
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
 * The state of a shard as earlier releases stored it is read, and the shard goes on with it: equal
 * counts, and equal scores. The README beside the files says what is in them and when to add some.
 */
class StoredStateTest {
  private static final Path STATE = Path.of("src/test/resources/state");
  private static final int UNIQUE = 60;
  private static final int EVENTS = 90;
  private static final ShardWindow.Limits LIMITS = new ShardWindow.Limits(10, 20);
  private static final List<String> SCORED = List.of(command(3), "%TEMP%=A".repeat(99), "ls");

  static List<String> releases() throws IOException {
    try (Stream<Path> stored = Files.list(STATE)) {
      List<String> releases =
          stored.filter(Files::isDirectory).map(v -> v.getFileName().toString()).sorted().toList();
      assertThat(releases).contains("0.1.0");
      return releases;
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aStoredWindowGoesOnCounting(String release) throws IOException {
    ShardWindow window = read(StateMappers.SHARD_WINDOW, release);
    assertThat(window.events()).isEqualTo(EVENTS);
    assertThat(window.unique()).isEqualTo(UNIQUE);
    addKnownAndNew(window);

    ShardWindow again = checkpointed(StateMappers.SHARD_WINDOW, window);
    assertThat(again.events()).isEqualTo(EVENTS + UNIQUE + 1);
    assertThat(again.unique()).isEqualTo(UNIQUE + 1);
    addKnownAndNew(again);
    assertThat(again.events()).isEqualTo(EVENTS + 2 * (UNIQUE + 1));
    assertThat(again.unique()).as("after a checkpoint in today's form").isEqualTo(UNIQUE + 1);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aStoredWindowKeepsWhatItKnewOfItsCandidates(String release) throws IOException {
    ShardWindow window = read(StateMappers.SHARD_WINDOW, release);
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
  @MethodSource("releases")
  void aStoredModelScoresAsItDid(String release) throws IOException {
    ShardModel model = read(StateMappers.SHARD_MODEL, release);
    assertThat(model.window()).isEqualTo(NEW_YEAR);
    List<String> scores = Files.readAllLines(STATE.resolve(release).resolve("shard-model.scores"));
    assertThat(SCORED.stream().map(line -> Double.toString(model.lines().score(line))))
        .isEqualTo(scores);
    ShardModel again = checkpointed(StateMappers.SHARD_MODEL, model);
    assertThat(again.window()).isEqualTo(NEW_YEAR);
    assertThat(SCORED.stream().map(line -> Double.toString(again.lines().score(line))))
        .isEqualTo(scores);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aStoredSampleKeepsItsCommandsAndTheirVectors(String release) throws IOException {
    SampleWindow window = read(StateMappers.SAMPLE_WINDOW, release);
    assertThat(window.events()).isEqualTo(EVENTS);
    window.add(line(UNIQUE, NEW_YEAR + EVENTS, 9, 9));
    SampleWindow again = checkpointed(StateMappers.SAMPLE_WINDOW, window);
    assertThat(again.events()).isEqualTo(EVENTS + 1);
    assertThat(again.sample())
        .hasSize(20)
        .allSatisfy(
            line -> {
              int i = Integer.parseInt(line.commandLine().substring("command é ".length()));
              float[] vector = i == UNIQUE ? new float[] {9, 9} : new float[] {i, -i};
              assertThat(line.vector()).isEqualTo(vector);
              assertThat(line.template()).isEqualTo("command <num>");
              long times = i < EVENTS - UNIQUE ? 2 : 1;
              assertThat(line.sighting().occurrences()).isEqualTo(times);
            });
  }

  /** Not a test: stores what today's code writes, for the release that is the property's value. */
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
    store(folder, StateMappers.SHARD_WINDOW, window);

    SampleWindow sample = new SampleWindow(NEW_YEAR, 20);
    for (int i = 0; i < EVENTS; i++) {
      sample.add(
          i < UNIQUE
              ? line(i, NEW_YEAR + i, i, -i)
              : Line.of(seen(command(i % UNIQUE), NEW_YEAR + i)));
    }
    store(folder, StateMappers.SAMPLE_WINDOW, sample);

    List<String> lines =
        IntStream.range(0, UNIQUE).mapToObj(i -> command(i) + " %TEMP%=A".repeat(i % 7)).toList();
    LineModel model = LineModel.fit(lines, new IsolationForestDetector(5, 16), 8, 1).model();
    store(folder, StateMappers.SHARD_MODEL, new ShardModel(NEW_YEAR, model));
    Files.write(
        folder.resolve("shard-model.scores"),
        SCORED.stream().map(line -> Double.toString(model.score(line))).toList());
  }

  private static Line line(int i, long time, float x, float y) {
    return Line.of(seen(command(i), time)).embedded("command <num>", new float[] {x, y});
  }

  private static void addKnownAndNew(ShardWindow window) {
    for (int i = 0; i <= UNIQUE; i++) {
      window.add(seen(command(i), NEW_YEAR + EVENTS + i), null);
    }
  }

  private static String command(int i) {
    return "command é " + i;
  }

  private static <T> void store(Path folder, StateMapper<T> mapper, T value) throws IOException {
    Path file = folder.resolve(mapper.name() + "-" + mapper.version() + ".bin");
    Files.write(file, States.bytes(out -> mapper.write(value, out)));
  }

  /** Reads what a release wrote; the version is in the file's name. */
  private static <T> T read(StateMapper<T> mapper, String release) throws IOException {
    String prefix = mapper.name() + "-";
    try (Stream<Path> files = Files.list(STATE.resolve(release))) {
      Path stored =
          files
              .filter(file -> file.getFileName().toString().startsWith(prefix))
              .filter(file -> file.toString().endsWith(".bin"))
              .findFirst()
              .orElseThrow();
      String name = stored.getFileName().toString();
      int version = Integer.parseInt(name.substring(prefix.length(), name.lastIndexOf('.')));
      return read(mapper, version, Files.readAllBytes(stored));
    }
  }

  private static <T> T read(StateMapper<T> mapper, int version, byte[] stored) throws IOException {
    DataInputStream in = States.input(stored);
    T value = mapper.read(version, in);
    assertThat(in.available()).as("bytes left unread").isZero();
    return value;
  }

  private static <T> T checkpointed(StateMapper<T> mapper, T value) throws IOException {
    return read(mapper, mapper.version(), States.bytes(out -> mapper.write(value, out)));
  }
}
