package dev.longtail.detectors.window;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class SampleWindowTest {
  @Property(tries = 100)
  void theSampleIsTheSmallestHashesWhateverTheOrderAndTheRestarts(Any any) throws IOException {
    long shuffle = any.number();
    int count = any.between(2, 400);
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      sightings.add(seen("command " + i % 350, NEW_YEAR + i));
    }
    List<Sighting> unique = merged(sightings);
    List<Sighting> expected =
        unique.stream().sorted(HashRankSample.order(NEW_YEAR)).limit(count).toList();
    Collections.shuffle(sightings, new Random(shuffle));

    SampleWindow window = new SampleWindow(NEW_YEAR, count);
    List<Line> behind = new ArrayList<>();
    UniqueSet seen = new UniqueSet(1024);
    long sent = 0;
    SampleSize size = new SampleSize(1, count);
    for (Sighting sighting : sightings) {
      boolean first = seen.add(sighting.hash()) == UniqueSet.Novelty.NEW;
      if (!size.mayTake(sighting.hash(), NEW_YEAR, count, seen.unique())) {
        continue;
      }
      sent++;
      if (first) {
        behind.add(Line.of(sighting).embedded(sighting.commandLine(), embedding(sighting)));
      } else {
        window.add(Line.of(sighting));
      }
      if (sent % 40 == 0) {
        window = SampleWindow.read(States.input(States.bytes(window::write))).copy();
      }
    }
    // Embeddings come later than the sightings that need none.
    behind.forEach(window::add);

    assertThat(window.sample()).extracting(Line::sighting).isEqualTo(expected);
    assertThat(window.sample())
        .allSatisfy(c -> assertThat(c.vector()).isEqualTo(embedding(c.sighting())));
    assertThat(window.events()).isEqualTo(sent);
  }

  @Property(tries = 20)
  void aShareTakesThatShareOfTheCommands(Any any) {
    int percent = any.between(5, 100);
    SampleSize size = new SampleSize(percent / 100.0, 1_000_000);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      Sighting command = seen("command " + i, NEW_YEAR);
      if (size.mayTake(command.hash(), NEW_YEAR, 1_000_000, i)) {
        taken.add(i);
      }
    }
    double deviation = Math.sqrt(10_000 * percent / 100.0);
    assertThat((double) taken.size())
        .isBetween(100 * percent - 5 * deviation, 100 * percent + 5 * deviation);
  }

  @Property(tries = 5)
  void aSampleOfACountEmbedsLittleMore(Any any) {
    long seed = any.number();
    Random random = new Random(seed);
    SampleSize size = new SampleSize(1, 1000);
    int embedded = 0;
    for (int i = 0; i < 100_000; i++) {
      embedded += size.mayTake(random.nextLong(), NEW_YEAR, 1000, i) ? 1 : 0;
    }
    // n (1 + ln (N / n)) in the mean, and the margin.
    assertThat(embedded).isBetween(1000, 9000);
  }

  private static float[] embedding(Sighting command) {
    return new float[] {Long.hashCode(command.hash()), 1, 0};
  }

  private static List<Sighting> merged(List<Sighting> sightings) {
    List<Sighting> merged = new ArrayList<>();
    sightings.stream()
        .sorted(Comparator.comparing(Sighting::commandLine))
        .forEach(
            sighting -> {
              int last = merged.size() - 1;
              if (last >= 0 && merged.get(last).hash() == sighting.hash()) {
                merged.set(last, merged.get(last).merge(sighting));
              } else {
                merged.add(sighting);
              }
            });
    return merged;
  }
}
