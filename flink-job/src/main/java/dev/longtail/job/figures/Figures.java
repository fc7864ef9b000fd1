package dev.longtail.job.figures;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Writes the figures of a run: a list of {@link CumulativeDay} in order of scale and day. */
public final class Figures {
  /** Name of the file in the folder of a backfill. */
  public static final String FILE = "figures.json";

  private Figures() {}

  /**
   * Adds up the counts of a run by day and writes the sums as JSON. It runs a Flink job in this
   * JVM, which takes some seconds even for few counts, and holds the counts of one window.
   *
   * @param counts a folder or file of funnel counts as JSON Lines, as the job writes them
   * @param windows the detector windows of the counts
   * @param target the file; an existing file is replaced, and only by a complete one
   * @param progress gets lines for the user
   * @throws InputException if the counts cannot be read or used, naming file, line and field, or
   *     the target cannot be written
   */
  public static void write(
      Path counts, DetectorWindows windows, Path target, Consumer<String> progress) {
    write(counts, windows, target, progress, Figures::compute);
  }

  /**
   * As {@link #write(Path, DetectorWindows, Path, Consumer)} and with the same bytes, but at once:
   * the counts are added up in memory. A backfill's are few, and its funnel holds them as well.
   */
  public static void writePlain(
      Path counts, DetectorWindows windows, Path target, Consumer<String> progress) {
    write(counts, windows, target, progress, PlainFigures::of);
  }

  private static void write(
      Path counts,
      DetectorWindows windows,
      Path target,
      Consumer<String> progress,
      Function<CountFiles, List<CumulativeDay>> sums) {
    CountFiles files = CountFiles.of(counts, windows);
    progress.accept("adding up the figures by day");
    List<CumulativeDay> days = files.range().isEmpty() ? List.of() : sums.apply(files);
    write(days, target);
    progress.accept(
        "%s: %s of scale %s"
            .formatted(
                target,
                Counted.of(days.stream().map(CumulativeDay::day).distinct().count(), "window"),
                String.join(", ", days.stream().map(CumulativeDay::scale).distinct().toList())));
    if (files.undatedEvents() > 0) {
      progress.accept(
          Counted.of(
                  files.undatedEvents(),
                  "record without a readable time belongs to no day and is",
                  "records without a readable time belong to no day and are")
              + " in no figure");
    }
  }

  private static List<CumulativeDay> compute(CountFiles files) {
    WindowRange range = files.range().orElseThrow();
    // For the counts of a month, one thread needs about a second.
    StreamExecutionEnvironment env = LocalFlink.bounded(1);
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(env, EnvironmentSettings.newInstance().inBatchMode().build());
    try {
      return CumulativeFigures.read(CumulativeFigures.of(tables, files.read(env), range), range);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    } catch (Exception e) {
      // Every count has already been read once, so a failure here is no fault of the input.
      throw new IllegalStateException("the job of the figures failed", e);
    }
  }

  private static void write(List<CumulativeDay> days, Path target) {
    Path draft = target.resolveSibling("." + target.getFileName());
    try {
      Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), days);
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(
          "cannot write %s: %s".formatted(target, InputException.reason(e)), e);
    }
  }
}
