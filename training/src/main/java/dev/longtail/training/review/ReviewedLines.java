package dev.longtail.training.review;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of a review with what its reviewers say of each.
 *
 * @param decided lines of which all reviewers say the same, benign or malicious
 * @param undecided lines that nobody could tell, that nobody looked at, or on which two disagree
 */
public record ReviewedLines(List<Line> decided, long undecided) {
  /** The sample, in the folder that {@code longtail review sample} wrote. */
  private static final String SAMPLE = "sample.jsonl";

  private static final int DATE = "2025-01-05".length();

  /**
   * A line.
   *
   * @param cmd the command line
   * @param malicious what the reviewers say
   * @param os system of its first event; may be empty
   * @param firstSeen day of that event
   */
  public record Line(String cmd, boolean malicious, String os, Optional<LocalDate> firstSeen) {}

  public ReviewedLines {
    decided = List.copyOf(decided);
  }

  /**
   * Reads a folder with {@value #SAMPLE} and, beside it, the {@code .jsonl} files that the page of
   * the review exported.
   *
   * @throws InputException naming file, line and field, if a file is missing or cannot be used
   */
  public static ReviewedLines read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "%s: no folder; a review is one, with %s and what its page exported"
              .formatted(folder, SAMPLE));
    }
    ReviewSample sample = SampleFile.read(folder.resolve(SAMPLE));
    ReviewRecords records = ReviewFile.read(exports(folder), sample);
    Map<String, List<Opinion>> opinions = new LinkedHashMap<>();
    for (Review review : records.all()) {
      opinions.computeIfAbsent(review.item(), item -> new ArrayList<>()).add(review.opinion());
    }
    List<Line> decided = new ArrayList<>();
    long undecided = 0;
    for (SampleItem item : sample.items()) {
      Consensus consensus = Consensus.of(opinions.getOrDefault(item.item(), List.of()));
      if (consensus == Consensus.BENIGN || consensus == Consensus.MALICIOUS) {
        LineContext context = item.line().context();
        decided.add(
            new Line(
                item.line().cmd(),
                consensus == Consensus.MALICIOUS,
                context.os(),
                day(context.firstSeen())));
      } else {
        undecided++;
      }
    }
    return new ReviewedLines(decided, undecided);
  }

  private static List<Path> exports(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> exports =
          files
              .filter(file -> file.toString().endsWith(".jsonl"))
              .filter(file -> !file.getFileName().toString().equals(SAMPLE))
              .sorted()
              .toList();
      if (exports.isEmpty()) {
        throw new InputException(
            "%s: no decisions; put what the page exported, a .jsonl file, beside %s"
                .formatted(folder, SAMPLE));
      }
      return exports;
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private static Optional<LocalDate> day(String time) {
    try {
      return Optional.of(LocalDate.parse(time.substring(0, Math.min(DATE, time.length()))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
