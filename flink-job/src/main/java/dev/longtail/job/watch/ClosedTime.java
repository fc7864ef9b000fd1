package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Up to which event time a job has closed its windows and brought their exemplars to the labeler.
 */
public final class ClosedTime {
  private ClosedTime() {}

  /**
   * The time in epoch milliseconds; empty while it is not known. A watermark comes to the labeler
   * behind all that was decided before it.
   *
   * @throws IOException if the job's cluster does not answer
   */
  public static OptionalLong of(RunningJob running) throws IOException {
    String path = "/jobs/" + running.id();
    for (JsonNode vertex : running.rest().get(path).path("vertices")) {
      if (vertex.path("name").asText().startsWith(JobReport.LABEL)) {
        return JobReport.earliest(
            running.rest().get(path + "/vertices/" + vertex.path("id").asText() + "/watermarks"));
      }
    }
    return OptionalLong.empty();
  }
}
