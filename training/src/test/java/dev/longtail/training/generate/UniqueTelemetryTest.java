package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UniqueTelemetryTest {
  private static final LocalDate DAY = LocalDate.of(2025, 1, 1);
  private static final int LINES = 60_000;

  @TempDir Path folder;

  @Test
  void noLineOccursTwiceAndAllBelongToTheirDay() throws IOException {
    List<Path> files = List.of(folder.resolve("a.jsonl"), folder.resolve("b.jsonl"));
    UniqueTelemetry telemetry = new UniqueTelemetry(1);
    telemetry.append(DAY, 1000, files);
    telemetry.append(DAY.plusDays(1), LINES, files);
    List<CommandEvent> events = new ArrayList<>();
    NativeEventParser parser = new NativeEventParser();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        events.add(
            ((ParsedRecord.Event) parser.parse(line.getBytes(StandardCharsets.UTF_8))).event());
      }
    }
    long secondDay = Instant.parse("2025-01-02T00:00:00Z").toEpochMilli();
    assertThat(events.stream().map(CommandEvent::commandLine).distinct()).hasSize(LINES + 1000);
    assertThat(events.stream().map(CommandEvent::eventId).distinct()).hasSize(LINES + 1000);
    assertThat(events.stream().filter(e -> e.ts() < secondDay)).hasSize(1000);
    assertThat(events).allMatch(e -> e.ts() < secondDay + 86_400_000);
    assertThat(events.stream().mapToInt(e -> e.commandLine().length()).average().orElseThrow())
        .isCloseTo(100, within(30.0));
  }
}
