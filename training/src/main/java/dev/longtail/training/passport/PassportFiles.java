package dev.longtail.training.passport;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a passport. Equal passports give equal bytes. */
public final class PassportFiles {
  /** The folder of Sigma filters, one file a family. */
  public static final String SIGMA = "sigma";

  /** What Kibana imports. */
  public static final String ELASTIC = "elastic/exceptions.ndjson";

  /** The page. */
  public static final String PAGE = "passport.html";

  private static final String JSON = "passport.json";
  private static final String MARKDOWN = "passport.md";
  private static final String OWN_FILTERS = "mf_longtail_[0-9a-f]{16}\\.yml";

  private PassportFiles() {}

  private record Written(
      Passport.Totals totals,
      Map<String, Integer> refusedBy,
      List<PassportEntry> entries,
      List<RefusedView> refused) {}

  /**
   * Writes all of them, and removes the filters of an earlier passport that are no longer.
   *
   * @throws InputException if the folder cannot be written
   */
  public static void write(Path folder, Passport passport) {
    try {
      Files.createDirectories(folder.resolve(SIGMA));
      Files.createDirectories(folder.resolve(ELASTIC).getParent());
      Set<String> filters = new HashSet<>();
      for (int i = 0; i < passport.entries().size(); i++) {
        String name = passport.entries().get(i).sigmaFile();
        filters.add(name);
        Files.writeString(folder.resolve(SIGMA).resolve(name), passport.sigma().get(i));
      }
      removeOthers(folder.resolve(SIGMA), filters);
      StringBuilder items = new StringBuilder();
      items.append(ElasticText.list(summary(passport))).append('\n');
      passport.elastic().forEach(item -> items.append(item).append('\n'));
      Files.writeString(folder.resolve(ELASTIC), items);
      Files.writeString(
          folder.resolve(JSON),
          Json.MAPPER
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(
                      new Written(
                          passport.totals(),
                          passport.refusedBy(),
                          passport.entries(),
                          RefusedView.of(passport)))
              + "\n");
      Files.writeString(folder.resolve(MARKDOWN), PassportMarkdown.of(passport));
      Files.writeString(folder.resolve(PAGE), PassportPage.of(passport));
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private static void removeOthers(Path sigma, Set<String> filters) throws IOException {
    try (Stream<Path> files = Files.list(sigma)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches(OWN_FILTERS) && !filters.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  private static String summary(Passport passport) {
    return "%,d families that a backfill mined, data to %s; every item holds to %s"
        .formatted(
            passport.entries().size(), passport.totals().lastDay(), passport.totals().expires());
  }
}
