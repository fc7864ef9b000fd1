package dev.longtail.training.report;

import dev.longtail.training.data.MinedCommand;
import dev.longtail.udfs.text.CommandHash;
import java.util.Comparator;
import java.util.List;

/** Admitted exemplars to look at. They are drawn by hash, so nobody picked them. */
final class Examples {
  private static final int SHOWN = 16;

  /** Salt of the draw, so that it is independent of the pipeline's other hash samples. */
  private static final long SALT = 0x6578616d706cL;

  private Examples() {}

  /**
   * An example.
   *
   * @param cmd the command line as the page writes it
   * @param window its window
   * @param scale its scale
   * @param detectors the detectors that ranked it high
   */
  record Example(String cmd, String window, String scale, String detectors) {}

  static List<Example> of(List<MinedCommand> admitted) {
    return admitted.stream()
        .sorted(
            Comparator.comparingLong(
                    (MinedCommand line) -> CommandHash.mix(CommandHash.of(line.cmd()), SALT))
                .thenComparing(MinedCommand::cmd)
                .thenComparing(MinedCommand::scale)
                .thenComparing(MinedCommand::window))
        .limit(SHOWN)
        .sorted(
            Comparator.comparing(MinedCommand::window)
                .thenComparing(MinedCommand::cmd)
                .thenComparing(MinedCommand::scale))
        .map(
            line ->
                new Example(
                    Shown.commandLine(line.cmd()),
                    line.window(),
                    line.scale(),
                    String.join(", ", line.detectors())))
        .toList();
  }
}
