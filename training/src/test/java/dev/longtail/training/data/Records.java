package dev.longtail.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small inputs for tests. */
public final class Records {
  private Records() {}

  /** A file of {@code lines}; its folder is made. */
  public static Path write(Path file, String... lines) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A set of the given lines in memory. */
  public static LabelledSet set(String name, List<String> benign, List<String> malicious) {
    List<LabelledCommand> rows = new ArrayList<>();
    benign.forEach(cmd -> rows.add(new LabelledCommand(cmd, Label.BENIGN)));
    malicious.forEach(cmd -> rows.add(new LabelledCommand(cmd, Label.MALICIOUS)));
    return new LabelledSet(name, rows);
  }

  /** A line found at a scale by detectors. */
  public static MinedCommand mined(String cmd, String scale, String... detectors) {
    return new MinedCommand(cmd, "2025-01-05", scale, List.of(detectors));
  }
}
