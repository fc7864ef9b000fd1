package dev.longtail.detectors.ranking;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScadeDetectorTest {
  private static final EmbeddingRanker RANKER = new EmbeddingRanker(ReducedDetectors.SCADE, 10);
  private static final List<String> TOOLS = List.of("git commit", "ls", "docker run", "make test");

  @Test
  void eachLayerFindsWhatIsItsOwnAndSaysWhy() {
    List<ScoredCommand> top = RANKER.rank(NEW_YEAR, sample(events()), 1).top();
    ScoredCommand rare = found(top, "scade-global", "certutil evil urlcache payload");
    assertThat(rare.explanation())
        .isNotEmpty()
        .allMatch(reason -> reason.meaning().startsWith("global layer"))
        .extracting(Contribution::feature)
        .contains("1-gram:certutil");
    // Usual for all, but not for this user: only the local layer sees it.
    ScoredCommand unlike = found(top, "scade-local", "git commit by accountant");
    assertThat(unlike.explanation())
        .isNotEmpty()
        .allMatch(reason -> reason.meaning().startsWith("local layer"))
        .extracting(Contribution::feature)
        .contains("user 1-gram:git");
    assertThat(unlike.explanation())
        .anyMatch(reason -> reason.meaning().contains("user accountant"))
        .anyMatch(reason -> reason.meaning().contains("host of accountant"));
    assertThat(top)
        .filteredOn(scored -> scored.detector().equals("scade-global"))
        .noneMatch(scored -> scored.command().commandLine().equals("git commit by accountant"));
  }

  @Test
  void theThresholdMayLeaveFewerThanTheTopK() {
    List<Line> sample = sample(events());
    for (LineDetector detector : ReducedDetectors.SCADE) {
      LineScores judged = detector.judge(sample, 1);
      long above = Arrays.stream(judged.scores()).filter(s -> s > judged.threshold()).count();
      assertThat(above).isLessThan(sample.size() / 4);
      EmbeddingRanker all = new EmbeddingRanker(List.of(detector), sample.size());
      assertThat(all.rank(NEW_YEAR, sample, 1).top()).hasSize((int) above);
    }
  }

  @Test
  void aDayOfEqualLinesHasNoAnomaly() {
    List<Line> equal =
        IntStream.range(0, 50).mapToObj(i -> line("echo " + i, "echo <num>", "ann", i)).toList();
    assertThat(RANKER.rank(NEW_YEAR, equal, 1).top()).isEmpty();
  }

  @Property(tries = 10)
  void arrivalChangesNothing(Any any) {
    List<Line> events = events();
    List<ScoredCommand> expected = RANKER.rank(NEW_YEAR, sample(events), 1).top();
    Collections.shuffle(events, new Random(any.number()));
    assertThat(RANKER.rank(NEW_YEAR, sample(events), 1).top()).isEqualTo(expected);
  }

  private static ScoredCommand found(List<ScoredCommand> top, String detector, String line) {
    return top.stream()
        .filter(scored -> scored.detector().equals(detector))
        .filter(scored -> scored.command().commandLine().equals(line))
        .findFirst()
        .orElseThrow();
  }

  /** A team that works, an accountant who never uses its tools but once, and one rare line. */
  private static List<Line> events() {
    List<Line> events = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String tool = TOOLS.get(i % TOOLS.size());
      events.add(line(tool + " by team " + i, tool, "dev" + i % 5, i));
    }
    for (int i = 0; i < 100; i++) {
      events.add(line("excel sheet " + i, "excel sheet <num>", "accountant", 1_000 + i));
    }
    events.add(line("git commit by accountant", "git commit", "accountant", 2_000));
    events.add(
        line("certutil evil urlcache payload", "certutil evil urlcache payload", "dev1", 2_001));
    // Seen again by another user later: the first one counts, whatever comes first.
    events.add(line("git commit by accountant", "git commit", "dev2", 3_000));
    return events;
  }

  private static List<Line> sample(List<Line> events) {
    SampleWindow window = new SampleWindow(NEW_YEAR, 10_000);
    events.forEach(window::add);
    return window.sample();
  }

  private static Line line(String commandLine, String template, String user, int second) {
    Sighting sighting =
        new Sighting(
            CommandHash.of(commandLine),
            commandLine,
            "e" + second,
            NEW_YEAR + second * 1_000L,
            "host of " + user,
            user,
            "linux",
            1);
    return Line.of(sighting).embedded(template, new float[] {1, 0});
  }
}
