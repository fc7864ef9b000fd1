package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * How a job is, as its cluster says. What the cluster does not say is empty: metrics are a few
 * seconds old, and there are none while a job starts.
 *
 * @param state of the job, as Flink names it
 * @param uptime since its start
 * @param restarts since its start
 * @param records read since the last restart
 * @param lag records in the topic that are not read yet
 * @param watermark event time that the detectors have reached, in epoch milliseconds
 * @param saved last complete checkpoint; null if there is none
 * @param failed last failed checkpoint of which Flink tells more than the number; null if none
 * @param failures failed checkpoints since the start; also those that a starting job is not ready
 *     for
 * @param outOfRange events outside the requested days, since the last restart
 * @param labels what the labeler did; null if the cluster does not say
 * @param slowest the partition that the watermark waits for; null if it is not known, or if no
 *     partition is ahead of another
 */
public record JobReport(
    String state,
    Duration uptime,
    OptionalLong restarts,
    OptionalLong records,
    OptionalLong lag,
    OptionalLong watermark,
    Saved saved,
    Failed failed,
    long failures,
    OptionalLong outOfRange,
    LabelReport labels,
    Slowest slowest) {
  private static final String SOURCE = "Source: source";
  static final String LABEL = "label";
  private static final String OUT_OF_RANGE = "out-of-range";

  /** Whether it has ended, for good or for bad. */
  public boolean hasEnded() {
    return RunningJob.ENDED.contains(state);
  }

  /** Exemplars that wait for a verdict. */
  public OptionalLong waiting() {
    return labels == null ? OptionalLong.empty() : OptionalLong.of(labels.waiting());
  }

  /** A complete checkpoint or savepoint. */
  public record Saved(long id, Instant at, long bytes, Duration took, String location) {}

  /** A failed checkpoint, with the reason in a line. */
  public record Failed(long id, Instant at, String reason) {}

  /**
   * The partition of the events that is the furthest behind.
   *
   * @param partition its number
   * @param silent time since its last record; some seconds too short
   * @param behind how far its latest event is behind the latest event of all partitions; null if it
   *     had no event since the job started or restarted
   */
  public record Slowest(int partition, Duration silent, Duration behind) {}

  /**
   * The report of a job.
   *
   * @throws IOException if its cluster does not answer
   */
  public static JobReport of(RunningJob running) throws IOException {
    FlinkRest rest = running.rest();
    String path = "/jobs/" + running.id();
    JsonNode job = rest.get(path);
    JsonNode checkpoints = rest.get(path + "/checkpoints");
    OptionalLong records = OptionalLong.empty();
    OptionalLong lag = OptionalLong.empty();
    OptionalLong watermark = OptionalLong.empty();
    LabelReport labels = null;
    Slowest slowest = null;
    for (JsonNode vertex : job.path("vertices")) {
      String name = vertex.path("name").asText();
      String metrics = path + "/vertices/" + vertex.path("id").asText();
      if (name.startsWith(SOURCE)) {
        records = sum(rest, metrics, "route.numRecordsIn");
        lag = sum(rest, metrics, "Source__source.pendingRecords");
        slowest = SlowestOfSource.ask(rest, metrics, vertex.path("parallelism").asInt());
      } else if (isBehindSource(job, vertex)) {
        watermark = earlier(watermark, earliest(rest.get(metrics + "/watermarks")));
      } else if (name.startsWith(LABEL)) {
        labels = LabelReport.of(rest, metrics);
      }
    }
    return new JobReport(
        job.path("state").asText(),
        Duration.ofMillis(Math.max(0, job.path("duration").asLong())),
        number(rest.get(path + "/metrics?get=numRestarts").path(0).path("value")),
        records,
        lag,
        watermark,
        saved(checkpoints.path("latest").path("completed")),
        failed(checkpoints.path("latest").path("failed")),
        checkpoints.path("counts").path("failed").asLong(),
        outOfRange(rest.get(path + "/accumulators")),
        labels,
        slowest);
  }

  /** Whether records of events come to {@code vertex} by their shard: there windows are open. */
  private static boolean isBehindSource(JsonNode job, JsonNode vertex) {
    String source = "";
    for (JsonNode each : job.path("vertices")) {
      if (each.path("name").asText().startsWith(SOURCE)) {
        source = each.path("id").asText();
      }
    }
    for (JsonNode node : job.path("plan").path("nodes")) {
      if (node.path("id").asText().equals(vertex.path("id").asText())) {
        for (JsonNode input : node.path("inputs")) {
          if (input.path("id").asText().equals(source)
              && input.path("ship_strategy").asText().equals("HASH")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  static OptionalLong earliest(JsonNode watermarks) {
    OptionalLong earliest = OptionalLong.empty();
    for (JsonNode subtask : watermarks) {
      OptionalLong one = number(subtask.path("value"));
      if (one.isPresent() && one.getAsLong() > Long.MIN_VALUE) {
        earliest = earlier(earliest, one);
      }
    }
    return earliest;
  }

  private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return one.getAsLong() <= other.getAsLong() ? one : other;
  }

  /** One metric a question: Flink answers nothing at all if one of several is missing. */
  private static OptionalLong sum(FlinkRest rest, String vertex, String name) throws IOException {
    JsonNode sum = rest.get(vertex + "/subtasks/metrics?agg=sum&get=" + name).path(0).path("sum");
    return sum.isNumber() ? OptionalLong.of(sum.asLong()) : OptionalLong.empty();
  }

  private static OptionalLong outOfRange(JsonNode accumulators) {
    for (JsonNode each : accumulators.path("user-task-accumulators")) {
      if (each.path("name").asText().equals(OUT_OF_RANGE)) {
        return number(each.path("value"));
      }
    }
    return OptionalLong.empty();
  }

  static OptionalLong number(JsonNode value) {
    try {
      return OptionalLong.of(Long.parseLong(value.asText()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Saved saved(JsonNode completed) {
    return completed.hasNonNull("id")
        ? new Saved(
            completed.path("id").asLong(),
            Instant.ofEpochMilli(completed.path("latest_ack_timestamp").asLong()),
            completed.path("state_size").asLong(),
            Duration.ofMillis(completed.path("end_to_end_duration").asLong()),
            completed.path("external_path").asText())
        : null;
  }

  private static Failed failed(JsonNode failed) {
    return failed.hasNonNull("id")
        ? new Failed(
            failed.path("id").asLong(),
            Instant.ofEpochMilli(failed.path("failure_timestamp").asLong()),
            Causes.last(failed.path("failure_message").asText("")))
        : null;
  }
}
