package dev.longtail.job.cli;

import dev.longtail.training.release.AlertReplay;
import dev.longtail.udfs.event.CommandEvent;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.function.Consumer;

/** Events in files of any format, replayed by their days. */
final class ReplayedDays {
  private final AlertReplay replay;
  private final LocalDate from;
  private final LocalDate to;
  private long unusable;

  /**
   * A reader.
   *
   * @param from the first day; null: all before {@code to}
   * @param to the last day; null: all from {@code from} on
   */
  ReplayedDays(AlertReplay replay, LocalDate from, LocalDate to) {
    this.replay = replay;
    this.from = from;
    this.to = to;
  }

  /** Records that could not be used. */
  long unusable() {
    return unusable;
  }

  /**
   * Replays the events of {@code input}.
   *
   * @param progress gets the name of each file
   * @throws dev.longtail.udfs.io.InputException if a file cannot be read
   */
  void read(Path input, Consumer<String> progress) {
    ProcessStarts files = new ProcessStarts(input, "replaying", progress);
    files.forEach(this::add);
    unusable += files.unusable();
  }

  private void add(CommandEvent event) {
    LocalDate day = ProcessStarts.day(event);
    if ((from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to))) {
      replay.add(day.toString(), event.commandLine(), event.host());
    }
  }
}
