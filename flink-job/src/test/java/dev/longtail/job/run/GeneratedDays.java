package dev.longtail.job.run;

import dev.longtail.job.config.TimeRange;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryGenerator;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Some days of generated telemetry and what tests want to know of them. */
public final class GeneratedDays {
  private GeneratedDays() {}

  /** Generates days from 2025-01-01 on. */
  public static GeneratedData generate(Path folder, int days, int eventsPerDay) {
    return new TelemetryGenerator(
            new GeneratorOptions(GeneratorOptions.DEFAULT_FROM, days, eventsPerDay, 7))
        .writeTo(folder, line -> {});
  }

  /** The lines of all events, in the order of the files. */
  public static List<String> lines(Path telemetry) {
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(telemetry, (record, where) -> lines.add(record.toString()));
    return lines;
  }

  /** The range of the first days of 2025. */
  public static TimeRange january(int days) {
    long start = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    return new TimeRange(start, start + days * 86_400_000L);
  }

  /** All lines of all files below a folder, sorted; drafts of a killed job are hidden files. */
  public static List<String> sortedLines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith(".")) {
          continue;
        }
        lines.addAll(Files.readAllLines(file));
      }
    }
    lines.sort(null);
    return lines;
  }
}
