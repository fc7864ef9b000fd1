package dev.longtail.job.cli;

import dev.longtail.training.generate.GeneratedData;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryGenerator;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes made-up telemetry with its truth, training and test sets. */
@Command(
    name = "generate",
    description = "Generates telemetry with known truth, and training and test sets.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Writes telemetry/DATE.jsonl.gz and truth, rb_train, ab_train, incident and",
      "time_split. The same options give the same bytes. A grammar makes the lines",
      "up: they are no one's telemetry, and what a detector does on them is no",
      "measure of the field."
    })
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write to")
  private Path out;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      defaultValue = "2025-01-01",
      description = "first day, UTC (default: ${DEFAULT-VALUE})")
  private LocalDate from;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "" + GeneratorOptions.DEFAULT_DAYS,
      description = "number of days (default: ${DEFAULT-VALUE})")
  private int days;

  @Option(
      names = "--events-per-day",
      paramLabel = "N",
      defaultValue = "" + GeneratorOptions.DEFAULT_EVENTS_PER_DAY,
      description = "mean number of events a day (default: ${DEFAULT-VALUE})")
  private int eventsPerDay;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + GeneratorOptions.DEFAULT_SEED,
      description = "another seed gives another site (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public Integer call() {
    GeneratorOptions options;
    try {
      options = new GeneratorOptions(from, days, eventsPerDay, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    GeneratedData data = new TelemetryGenerator(options).writeTo(out, System.err::println);
    System.err.printf(
        "%s, %s, %s in %s%n",
        Counted.of(data.events(), "event"),
        Counted.of(data.attackEvents(), "of them an attack", "of them attacks"),
        Counted.of(data.uniqueLines(), "unique command line"),
        out);
    return 0;
  }
}
