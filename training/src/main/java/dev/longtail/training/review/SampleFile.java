package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sample as JSON Lines: one record a line of the sample, in the order of asking. */
public final class SampleFile {
  private SampleFile() {}

  private record ItemLine(
      String sample,
      String item,
      int position,
      String judge,
      String promptVersion,
      String verdict,
      boolean admitted,
      String rule,
      String reason,
      int stratum,
      int stratumSize,
      int stratumSampled,
      double weight,
      String cmd,
      List<String> exemplars,
      LineContext context) {}

  /** The file's text. */
  public static String text(ReviewSample sample) {
    StringBuilder text = new StringBuilder();
    for (SampleItem item : sample.items()) {
      Stratum stratum = item.stratum();
      text.append(
              Json.line(
                  new ItemLine(
                      item.sample(),
                      item.item(),
                      item.position(),
                      stratum.judge().model(),
                      stratum.judge().promptVersion(),
                      stratum.verdict(),
                      stratum.admitted(),
                      stratum.rule(),
                      item.line().reason(),
                      item.stratumNumber(),
                      item.stratumSize(),
                      item.stratumSampled(),
                      item.weight(),
                      item.line().cmd(),
                      item.line().exemplars(),
                      item.line().context())))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Reads a sample.
   *
   * @throws InputException naming file, line and field if it is not as {@link #text} wrote it
   */
  public static ReviewSample read(Path file) {
    List<SampleItem> items = new ArrayList<>();
    Map<String, Location> places = new HashMap<>();
    JsonLines.forEach(
        file,
        (record, where) -> {
          SampleItem item = item(record, where);
          if (!items.isEmpty() && !items.get(0).sample().equals(item.sample())) {
            throw new InputException(
                "%s: field \"sample\" is \"%s\", but the lines before are of sample %s"
                    .formatted(where, item.sample(), items.get(0).sample()));
          }
          Location earlier = places.putIfAbsent(item.item(), where);
          if (earlier != null) {
            throw new InputException(
                "%s: field \"item\" is that of %s as well: %s"
                    .formatted(where, earlier, item.item()));
          }
          items.add(item);
        });
    if (items.isEmpty()) {
      throw new InputException(file + ": the sample is empty");
    }
    checkComplete(file, items);
    return new ReviewSample(items.get(0).sample(), items);
  }

  /** A sample that lost lines would make its strata look better known than they are. */
  private static void checkComplete(Path file, List<SampleItem> items) {
    Map<Stratum, Integer> found = new HashMap<>();
    items.forEach(item -> found.merge(item.stratum(), 1, Integer::sum));
    for (SampleItem item : items) {
      if (item.stratumSampled() != found.get(item.stratum())) {
        throw new InputException(
            "%s: field \"stratum_sampled\" of %s is %d, but the file has %d lines of this stratum"
                .formatted(file, item.item(), item.stratumSampled(), found.get(item.stratum())));
      }
    }
  }

  private static SampleItem item(JsonNode record, Location where) {
    Stratum stratum =
        new Stratum(
            new ReviewedJudge(
                ReviewFields.text(record, "judge", where),
                ReviewFields.text(record, "prompt_version", where)),
            ReviewFields.text(record, "verdict", where),
            ReviewFields.flag(record, "admitted", where),
            ReviewFields.text(record, "rule", where));
    int size = number(record, "stratum_size", where);
    int sampled = number(record, "stratum_sampled", where);
    if (sampled > size) {
      throw new InputException(
          "%s: field \"stratum_sampled\" is %d, more than \"stratum_size\", %d"
              .formatted(where, sampled, size));
    }
    return new SampleItem(
        ReviewFields.text(record, "sample", where),
        ReviewFields.text(record, "item", where),
        number(record, "position", where),
        stratum,
        number(record, "stratum", where),
        size,
        sampled,
        new JudgedLine(
            ReviewFields.texts(record, "exemplars", where),
            JsonLines.commandLine(record, where),
            stratum,
            ReviewFields.textOrEmpty(record, "reason", where),
            context(record.path("context"), where)));
  }

  private static int number(JsonNode record, String field, Location where) {
    return (int) Math.min(Integer.MAX_VALUE, ReviewFields.whole(record, field, 1, where));
  }

  private static LineContext context(JsonNode context, Location where) {
    return new LineContext(
        ReviewFields.textOrEmpty(context, "event_id", where),
        ReviewFields.texts(context, "windows", where),
        ReviewFields.texts(context, "scales", where),
        ReviewFields.texts(context, "detectors", where),
        context.path("rank").asInt(0),
        ReviewFields.textOrEmpty(context, "first_seen", where),
        ReviewFields.textOrEmpty(context, "host", where),
        ReviewFields.textOrEmpty(context, "user", where),
        ReviewFields.textOrEmpty(context, "os", where),
        ReviewFields.textOrEmpty(context, "parent", where),
        ReviewFields.textOrEmpty(context, "image", where),
        context.path("occurrences").asLong(0));
  }
}
