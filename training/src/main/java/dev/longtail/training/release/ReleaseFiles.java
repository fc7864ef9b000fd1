package dev.longtail.training.release;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the gate saw and ruled, as a page, as JSON and as Markdown. */
public final class ReleaseFiles {
  /** The page. */
  public static final String PAGE = "release.html";

  private static final String JSON = "release.json";
  private static final String MARKDOWN = "release.md";

  private ReleaseFiles() {}

  private record Written(boolean accepted, List<String> reasons, ReleaseCase release) {}

  /**
   * Writes all three.
   *
   * @throws InputException if the folder cannot be written
   */
  public static void write(
      Path folder, ReleaseCase release, ReleaseGate.Ruling ruling, List<Decision> decisions) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(JSON),
          Json.MAPPER
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(new Written(ruling.accepted(), ruling.reasons(), release))
              + "\n");
      Files.writeString(folder.resolve(MARKDOWN), markdown(release, ruling));
      Files.writeString(folder.resolve(PAGE), ReleasePage.of(release, ruling, decisions));
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  /** The ruling and the figures in few lines. */
  public static String markdown(ReleaseCase release, ReleaseGate.Ruling ruling) {
    StringBuilder text = new StringBuilder();
    text.append(ruling.accepted() ? "**Accepted**\n\n" : "**Refused**\n\n");
    ruling.reasons().forEach(reason -> text.append("- ").append(reason).append('\n'));
    AlertReplay.Result replay = release.replay();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%,d days, %,d events, %,d lines: %,d alerts added, %,d removed, %,d kept%n%n",
            replay.days(),
            replay.events(),
            replay.lines(),
            replay.alerts().stream().filter(ReplayedAlert::isAdded).count(),
            replay.alerts().stream().filter(ReplayedAlert::isRemoved).count(),
            replay.alerts().stream().filter(alert -> alert.live() && alert.candidate()).count()));
    text.append("| attacks | number | deployed alerts on | candidate | lost | gained |\n");
    text.append("|---|---:|---:|---:|---:|---:|\n");
    release.tests().forEach(test -> row(test.set(), test.attacks(), text));
    for (Map.Entry<String, Paired> each : release.evasion().entrySet()) {
      row(each.getKey(), each.getValue(), text);
    }
    return text.toString();
  }

  private static void row(String name, Paired attacks, StringBuilder text) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.1f %% | %.1f %% | %,d | %,d |%n",
            name,
            attacks.attacks(),
            100 * attacks.liveRecall(),
            100 * attacks.candidateRecall(),
            attacks.lost(),
            attacks.gained()));
  }
}
