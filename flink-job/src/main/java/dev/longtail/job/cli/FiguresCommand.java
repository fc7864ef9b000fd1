package dev.longtail.job.cli;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Settings;
import dev.longtail.job.figures.Figures;
import dev.longtail.job.run.Backfill;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "figures",
    description = {
      "Adds up the counts of a run by day.",
      "Writes a JSON list of {scale, day, events, unique, anomalies, near_duplicates, exemplars},"
          + " each cumulative from the first day on. A backfill does this by itself; of a streaming"
          + " job, give the folder of its funnel counts."
    },
    mixinStandardHelpOptions = true)
final class FiguresCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "funnel counts as JSON Lines, a file or a folder")
  Path input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F",
      description = "the file to write, JSON")
  Path out;

  private final OptionFlags flags = OptionFlags.of(Catalogue.WINDOW);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    refuseOutputInInput();
    refuseBackfill();
    Figures.write(input, windows(), out, new Progress()::say);
    return 0;
  }

  private DetectorWindows windows() {
    Settings settings = flags.orBadUsage(() -> flags.reader().settings().checked());
    return new DetectorWindows(settings.get(Catalogue.WINDOW).toMillis());
  }

  /** A complete backfill already has its figures and no longer has its counts. */
  private void refuseBackfill() {
    boolean file = Files.isRegularFile(input);
    if (file && Set.of(Backfill.FUNNEL_FILE, Figures.FILE).contains(fileName())) {
      throw new InputException(
          "%s is a file that a backfill writes at its end: its figures are in %s beside it; --input"
                  .formatted(input, Figures.FILE)
              + " is the folder of a streaming job's funnel counts");
    }
    if (Files.exists(input.resolve(Backfill.FUNNEL_FILE))) {
      throw new InputException(
          input + " is the result of a backfill, which wrote its figures: " + Figures.FILE);
    }
  }

  private String fileName() {
    return input.getFileName().toString();
  }

  /** Figures among the counts would be read as counts the next time. */
  private void refuseOutputInInput() {
    Path from = input.toAbsolutePath().normalize();
    Path to = out.toAbsolutePath().normalize();
    if (to.equals(from) || (Files.isDirectory(from) && to.startsWith(from))) {
      throw new InputException("--out " + out + " lies in the input, " + input);
    }
  }
}
