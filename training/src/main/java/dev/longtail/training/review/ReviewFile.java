package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the page exports: JSON Lines, one decision each. */
public final class ReviewFile {
  private ReviewFile() {}

  /**
   * Reads files of decisions.
   *
   * @throws InputException naming file, line and field if a decision cannot be used, is about
   *     another sample, or about a line that this sample lacks
   */
  public static ReviewRecords read(List<Path> files, ReviewSample sample) {
    Set<String> items =
        sample.items().stream().map(SampleItem::item).collect(Collectors.toUnmodifiableSet());
    ReviewRecords reviews = new ReviewRecords();
    for (Path file : files) {
      JsonLines.forEach(
          file, (record, where) -> reviews.add(review(record, sample.id(), items, where)));
    }
    return reviews;
  }

  private record Exported(
      String sample, String item, String decision, String reviewer, String at) {}

  /** Decisions as the page exports them. */
  public static String text(String sample, List<Review> reviews) {
    StringBuilder text = new StringBuilder();
    for (Review review : reviews) {
      text.append(
              Json.line(
                  new Exported(
                      sample,
                      review.item(),
                      review.opinion().name().toLowerCase(Locale.ROOT),
                      review.reviewer(),
                      review.at().toString())))
          .append('\n');
    }
    return text.toString();
  }

  private static Review review(JsonNode record, String sample, Set<String> items, Location where) {
    String of = ReviewFields.text(record, "sample", where);
    if (!of.equals(sample)) {
      throw new InputException(
          "%s: field \"sample\" is \"%s\", but this is sample %s; score reviews with the sample that they are of"
              .formatted(where, of, sample));
    }
    String item = ReviewFields.text(record, "item", where);
    if (!items.contains(item)) {
      throw new InputException(
          "%s: field \"item\" is \"%s\", which the sample does not have".formatted(where, item));
    }
    String reviewer = ReviewFields.text(record, "reviewer", where).strip();
    if (reviewer.isEmpty()) {
      throw new InputException(where + ": field \"reviewer\" is empty");
    }
    return new Review(
        item,
        ReviewFields.word(record, "decision", Opinion.class, where),
        reviewer,
        time(ReviewFields.text(record, "at", where), where),
        record.has("verdict_shown") && ReviewFields.flag(record, "verdict_shown", where));
  }

  private static Instant time(String text, Location where) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InputException(
          "%s: field \"at\" is \"%s\", which is no time such as 2026-01-05T12:00:00Z"
              .formatted(where, text.length() <= 40 ? text : text.substring(0, 40) + "..."),
          e);
    }
  }
}
