package dev.longtail.udfs.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** Command lines of public sources, where they lie beside the checkout. */
public final class RealLines {
  private RealLines() {}

  /** So many different lines, the same ones at each call; the test is skipped without them. */
  public static List<String> shuffled(int count) {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"), "real");
    Assumptions.assumeTrue(Files.isDirectory(data), data + " is missing");
    Set<String> unique = new LinkedHashSet<>();
    JsonLines.forEach(data, (record, where) -> unique.add(JsonLines.commandLine(record, where)));
    List<String> lines = new ArrayList<>(unique);
    Collections.shuffle(lines, new Random(11));
    return List.copyOf(lines.subList(0, count));
  }
}
