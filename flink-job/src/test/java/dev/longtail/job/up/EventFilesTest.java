package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryDays;
import dev.longtail.training.generate.TelemetryGenerator;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
  private static final Instant LATEST = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void givesTheDaysInOrderWhateverTheFiles() throws IOException {
    write("b.jsonl", event("2025-01-02T01:00:00Z", "late"), event("2025-01-01T05:00:00Z", "third"));
    write("a.jsonl", event("2025-01-01T03:00:00Z", "second"), event("2025-01-01T02:00:00Z", "one"));
    EventFiles files = files();
    assertThat(files.count()).isEqualTo(2);
    assertThat(lines(files.next())).containsExactly("one", "second", "third");
    assertThat(lines(files.next())).containsExactly("late");
    assertThat(files.next()).isEmpty();
  }

  @Test
  void rowsAreEventsToo() throws IOException {
    write("a.csv", "ts,cmd", "2025-01-02T01:00:00Z,\"b, c\"", "too,many,fields");
    write("b.jsonl", event("2025-01-01T03:00:00Z", "one"));
    EventFiles files = files();
    assertThat(texts(files.next().orElseThrow())).hasSize(1);
    assertThat(texts(files.next().orElseThrow()))
        .containsExactly("{\"ts\":\"2025-01-02T01:00:00Z\",\"cmd\":\"b, c\"}", "too,many,fields");
    assertThat(files.next()).isEmpty();
  }

  @Test
  void whatIsNoEventComesWithItsNeighbour() throws IOException {
    write("a.jsonl", "{broken 1", event("2025-01-02T02:00:00Z", "one"), "{broken 2");
    write("b.jsonl", event("2025-01-03T00:00:00Z", "two"), event("2099-01-01T00:00:00Z", "future"));
    write("c.jsonl", "{broken 3");
    EventFiles files = files();
    assertThat(lines(files.next())).containsExactly("{broken 3", "{broken 1", "one", "{broken 2");
    assertThat(lines(files.next())).containsExactly("two", "future");
    assertThat(files.next()).isEmpty();
  }

  @Test
  void withoutAnEventItIsRefused() throws IOException {
    write("a.jsonl", "{broken");
    assertThatThrownBy(this::files)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is an event that can be replayed");
  }

  /** The files of longtail generate and the days that up generates are the same. */
  @Test
  void generatedFilesAndGeneratedDaysAreEqual() {
    var unused =
        new TelemetryGenerator(new GeneratorOptions(LocalDate.of(2025, 1, 1), 2, 300, 5))
            .writeTo(folder, line -> {});
    EventFiles files = EventFiles.of(stored(folder.resolve("telemetry")), LATEST);
    GeneratedEvents days =
        new GeneratedEvents(
            new TelemetryDays(300, 5), LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 3));
    for (int i = 0; i < 2; i++) {
      EventDays.Day file = files.next().orElseThrow();
      EventDays.Day day = days.next().orElseThrow();
      assertThat(file.date()).isEqualTo(day.date());
      assertThat(texts(file)).isEqualTo(texts(day)).hasSizeGreaterThan(100);
    }
    assertThat(files.next()).isEmpty();
    assertThat(days.next()).isEmpty();
  }

  private EventFiles files() {
    return EventFiles.of(stored(folder), LATEST);
  }

  private static StoredFiles stored(Path path) {
    return StoredFiles.checked(Location.of(path));
  }

  private void write(String name, String... lines) throws IOException {
    var unused = Files.write(folder.resolve(name), List.of(lines));
  }

  private static String event(String time, String command) {
    return "{\"ts\":\"%s\",\"cmd\":\"%s\"}".formatted(time, command);
  }

  private static List<String> texts(EventDays.Day day) {
    return day.lines().stream()
        .map(line -> new String(line.line(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> lines(Optional<EventDays.Day> day) {
    List<String> commands = new ArrayList<>();
    for (String text : texts(day.orElseThrow())) {
      commands.add(text.replaceFirst(".*\"cmd\":\"(.*)\"}", "$1"));
    }
    return commands;
  }
}
