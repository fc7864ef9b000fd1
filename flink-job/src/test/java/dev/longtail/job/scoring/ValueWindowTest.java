package dev.longtail.job.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.Sighting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueWindowTest {
  private static final LiveModel MODEL = new LiveModel("/m", "0123", 0.9, "");

  private static Sighting sighting(long hash, String event, long ts) {
    return new Sighting(hash, "c" + hash, event, ts, "h", "u", "linux", 1);
  }

  /** Commands of one value are many: a fifth of the hash, so that ties decide who stays. */
  private static void take(ValueWindow window, Sighting sighting) {
    if (!window.merge(sighting)) {
      window.add(new ValueWindow.Candidate(sighting, MODEL), -Math.floor(sighting.hash() / 5.0));
    }
  }

  private static List<Sighting> kept(ValueWindow window) {
    return window.candidates().stream().map(ValueWindow.Candidate::sighting).toList();
  }

  @Test
  void keepsTheMostValuableInAnyOrderAndTiesGoByHash() {
    List<Sighting> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(sighting(i % 20, "e" + i, 1000 - i));
    }
    ValueWindow first = new ValueWindow(7);
    events.forEach(event -> take(first, event));
    assertThat(kept(first)).extracting(Sighting::hash).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(kept(first)).extracting(Sighting::occurrences).containsOnly(2L);
    assertThat(kept(first).get(3).eventId()).isEqualTo("e23");
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(events, new Random(seed));
      ValueWindow again = new ValueWindow(7);
      events.forEach(event -> take(again, event));
      assertThat(again.candidates()).isEqualTo(first.candidates());
    }
  }

  @Test
  void comesBackFromStateAndItsCopyIsItsOwn() throws IOException {
    ValueWindow window = new ValueWindow(2);
    take(window, sighting(3, "a", 5));
    take(window, sighting(9, "b", 5));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    window.write(new DataOutputStream(bytes));
    ValueWindow read =
        ValueWindow.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    ValueWindow copy = window.copy();
    for (ValueWindow each : List.of(read, copy)) {
      assertThat(each.candidates()).isEqualTo(window.candidates());
      take(each, sighting(0, "c", 6));
      take(each, sighting(3, "d", 7));
      assertThat(kept(each)).extracting(Sighting::hash).containsExactly(0L, 3L);
    }
    assertThat(kept(window)).extracting(Sighting::hash).containsExactly(3L, 9L);
    assertThat(kept(window)).extracting(Sighting::occurrences).containsOnly(1L);
  }
}
