package dev.longtail.job.funnel;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.udfs.io.Json;
import java.util.List;

/**
 * The content of {@code funnel.json}.
 *
 * @param windows one row for each window and scale, in order
 * @param total the sum of all rows
 * @param outOfRange events outside the requested days; no window counts them
 * @param labeler who labelled
 */
public record FunnelFile(
    List<Funnel.Row> windows, Funnel.Counts total, long outOfRange, String labeler) {
  /** The file of {@code funnel}. */
  public static FunnelFile of(Funnel funnel, long outOfRange, String labeler) {
    return new FunnelFile(funnel.rows(), funnel.total(), outOfRange, labeler);
  }

  /** The file's text. */
  public String text() {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("counts are always representable as JSON", e);
    }
  }
}
