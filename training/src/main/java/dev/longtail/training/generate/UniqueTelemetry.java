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
 * Telemetry for measurements: any number of events per day, and no command line occurs twice.
 *
 * <p>The lines are those of a generated site. If a line has already occurred, its digits are
 * replaced by others, and a line with fewer than 8 digits also gets a number at its end. So lengths
 * and tokens hardly change.
 */
public final class UniqueTelemetry {
  private static final int SITE_EVENTS = 40_000;
  private static final int MOST_LINES = 1 << 28;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final List<GeneratedEvent> site;
  private final Rng rng;
  private final UniqueSet written = new UniqueSet(MOST_LINES);
  private int next;

  /** A generator for a site; another seed makes another site. */
  public UniqueTelemetry(long seed) {
    Grammar grammar = Grammar.shipped();
    site =
        new Traffic(grammar, new Scene(grammar, seed), seed)
            .day(GeneratorOptions.DEFAULT_FROM, SITE_EVENTS);
    rng = Rng.of(seed, "unique telemetry");
  }

  /**
   * Appends a day's events in the order of time, one line to each file in turn.
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
    // A line with fewer than 8 digits could run out of other digits.
    return digits >= 8 ? out.toString() : out.append(' ').append(rng.below(100_000_000)).toString();
  }
}
