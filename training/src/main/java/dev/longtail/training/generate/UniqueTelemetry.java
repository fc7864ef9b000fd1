package dev.longtail.training.generate;

import dev.longtail.detectors.window.UniqueSet;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Telemetry to measure with: any number of events a day, no command line of which occurs twice.
 *
 * <p>The lines are those of a generated site. One that has occurred already comes again with other
 * digits, and with a number behind it if it has none, so that lengths and tokens stay as they were.
 */
public final class UniqueTelemetry {
  private static final int SITE_EVENTS = 40_000;
  private static final int MOST_LINES = 1 << 28;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final List<GeneratedEvent> site;
  private final Rng rng;
  private final UniqueSet written = new UniqueSet(MOST_LINES);
  private int next;

  /** Another seed makes another site. */
  public UniqueTelemetry(long seed) {
    Grammar grammar = Grammar.shipped();
    site =
        new Traffic(grammar, new Scene(grammar, seed), seed)
            .day(GeneratorOptions.DEFAULT_FROM, SITE_EVENTS);
    rng = Rng.of(seed, "unique telemetry");
  }

  /**
   * Appends a day's events, in the order of time, to some files, one line to each in turn.
   *
   * @throws InputException if a file cannot be written
   */
  public void append(LocalDate day, long lines, List<Path> files) {
    long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    for (int part = 0; part < files.size(); part++) {
      long count = lines / files.size() + (part < lines % files.size() ? 1 : 0);
      append(start, count, files.get(part));
    }
  }

  private void append(long start, long lines, Path file) {
    try (BufferedWriter out =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long i = 0; i < lines; i++) {
        out.write(Json.line(event(start + (long) ((double) i / lines * DAY))));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new InputException("cannot write " + file + ": " + e, e);
    }
  }

  private CommandEvent event(long ts) {
    CommandEvent model = site.get(next++ % site.size()).event();
    String commandLine = model.commandLine();
    while (written.add(CommandHash.of(commandLine)) != UniqueSet.Novelty.NEW) {
      commandLine = withOtherDigits(commandLine);
    }
    return new CommandEvent(
        "%016x".formatted(CommandHash.mix(CommandHash.of(commandLine), ts)),
        ts,
        model.host(),
        model.user(),
        model.os(),
        model.parent(),
        model.image(),
        commandLine);
  }

  private String withOtherDigits(String line) {
    StringBuilder out = new StringBuilder(line.length());
    int digits = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      digits += isDigit ? 1 : 0;
      out.append(isDigit ? (char) ('0' + rng.below(10)) : c);
    }
    // Fewer digits than this could run out of other ones.
    return digits >= 8 ? out.toString() : out.append(' ').append(rng.below(100_000_000)).toString();
  }
}
