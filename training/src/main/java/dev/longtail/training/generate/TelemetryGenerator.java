package dev.longtail.training.generate;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generates the telemetry of a site with Windows, Linux and macOS hosts, its truth, and matching
 * training and test sets. The package's documentation describes how the sets are drawn.
 *
 * <p>All data are made up. Figures measured on them show that a pipeline works; they do not show
 * how well it works in the field.
 */
public final class TelemetryGenerator {
  private static final String FILE_ENDING = ".jsonl.gz";

  private final GeneratorOptions options;

  /** A generator for {@code options}. */
  public TelemetryGenerator(GeneratorOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Writes everything below {@code dir}, which is created if it is missing. Files of an earlier run
   * with the same options are replaced.
   *
   * @param progress gets a line for a reader after each day and each set
   * @throws dev.longtail.udfs.io.InputException if a file cannot be written, or {@code dir} holds
   *     other days than these
   */
  public GeneratedData writeTo(Path dir, Consumer<String> progress) {
    Grammar grammar = Grammar.shipped();
    Scene scene = new Scene(grammar, options.seed());
    Traffic traffic = new Traffic(grammar, scene, options.seed());
    Census census = new Census();
    Path telemetry = dir.resolve("telemetry");
    refuseOtherDays(telemetry);
    for (LocalDate day = options.from(); day.isBefore(options.end()); day = day.plusDays(1)) {
      List<GeneratedEvent> events = traffic.day(day, options.eventsPerDay());
      events.forEach(census::add);
      GzipLines.write(
          telemetry.resolve(day + FILE_ENDING),
          events.stream().map(GeneratedEvent::event).toList());
      progress.accept("%s: %,d events".formatted(day, events.size()));
    }
    LabelledSets.Sets sets = new LabelledSets(grammar, scene, traffic, census, options).draw();
    return new GeneratedData(
        telemetry,
        write(dir, "truth", census.truth(), progress),
        write(dir, "rb_train", sets.rb(), progress),
        write(dir, "ab_train", sets.ab(), progress),
        write(dir, "incident", sets.incident(), progress),
        write(dir, "time_split", sets.timeSplit(), progress),
        census.events(),
        census.attackEvents(),
        census.uniqueLines());
  }

  /** Days left over from another run would be read as telemetry without truth. */
  private void refuseOtherDays(Path telemetry) {
    if (!Files.isDirectory(telemetry)) {
      return;
    }
    Set<String> own =
        options
            .from()
            .datesUntil(options.end())
            .map(day -> day + FILE_ENDING)
            .collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(telemetry)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !own.contains(name))
          .min(Comparator.naturalOrder())
          .ifPresent(
              name -> {
                throw new InputException(
                    telemetry.resolve(name)
                        + ": left over from another run; choose another folder or remove it");
              });
    } catch (IOException e) {
      throw new InputException(telemetry + ": cannot be listed: " + e, e);
    }
  }

  private static Path write(
      Path dir, String name, List<LabelledLine> lines, Consumer<String> progress) {
    Path file = dir.resolve(name + FILE_ENDING);
    GzipLines.write(file, lines);
    long malicious = lines.stream().filter(LabelledLine::isMalicious).count();
    progress.accept(
        "%s: %,d lines, %,d of them malicious".formatted(name, lines.size(), malicious));
    return file;
  }
}
