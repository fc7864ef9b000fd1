package dev.longtail.job.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.job.graph.LetterPlace;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The header of a record that {@code longtail replay-dlq} has put into the topic of events: which
 * dead letters it was. The value is the event as any other, so that its parser costs nothing; a
 * record that is no process start has no value.
 *
 * @param id of this record: the same letters, read by the same parsers, give the same ids
 * @param of the dead letters that the record was
 * @param takesBack whether all of these letters is used: only then they are no dead letters any
 *     more
 * @param skipped why the record is no process start; null for an event
 * @param ts its time, if it is none; null if not known
 */
public record ReplayHeader(
    String id, List<LetterPlace> of, boolean takesBack, SkipReason skipped, Long ts) {
  /** The header's key. */
  public static final String KEY = "longtail-replay-of";

  /** The place of a record in a topic, with the number of its part. */
  private static final Pattern PLACE = Pattern.compile("\\d{1,10}@\\d{1,19}(#\\d{1,10})?");

  /** The header of a record; null if it has none, or one that cannot be read. Never throws. */
  public static ReplayHeader of(Headers headers) {
    Header header = headers.lastHeader(KEY);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      ReplayHeader read = Json.MAPPER.readValue(header.value(), ReplayHeader.class);
      return read == null || read.of == null || read.id == null || read.hasGaps() ? null : read;
    } catch (IOException e) {
      return null; // The record is read as any other.
    }
  }

  private boolean hasGaps() {
    return of.stream()
        .anyMatch(each -> each == null || each.origin() == null || each.window() == null);
  }

  /** The header's value. */
  public byte[] bytes() {
    try {
      return Json.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a header that is no JSON", e);
    }
  }

  /**
   * The letters that a stream of this topic has counted; those of other topics and of files are in
   * the funnels of others.
   */
  public List<LetterPlace> ofTopic(String topic) {
    return takesBack ? of.stream().filter(each -> isOf(topic, each.origin())).toList() : List.of();
  }

  /** Whether an origin is a record of the topic. */
  public static boolean isOf(String topic, String origin) {
    return origin.startsWith(topic + "-")
        && PLACE.matcher(origin.substring(topic.length() + 1)).matches();
  }

  /** The record that is no process start; empty if this is the header of an event. */
  Optional<SourceRecord> skip() {
    return Optional.ofNullable(skipped)
        .map(reason -> SourceRecord.skipped(reason, ts == null ? Rejected.NO_TIME : ts));
  }
}
