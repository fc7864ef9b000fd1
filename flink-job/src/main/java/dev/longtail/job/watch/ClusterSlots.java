package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;

/**
 * The slots of a cluster, each of which runs one subtask of an operator at a time.
 *
 * @param total of all TaskManagers
 * @param free those that no job holds
 */
public record ClusterSlots(int total, int free) {
  /**
   * Asks the cluster.
   *
   * @throws InputException if nobody answers, or not as Flink does
   */
  public static ClusterSlots of(FlinkRest rest) {
    try {
      JsonNode overview = rest.get("/overview");
      return new ClusterSlots(
          overview.path("slots-total").asInt(), overview.path("slots-available").asInt());
    } catch (IOException e) {
      throw new InputException(
          "%s: no Flink cluster answers%s"
              .formatted(rest.address(), e.getMessage() == null ? "" : ": " + e.getMessage()),
          e);
    }
  }
}
