package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job of a Flink cluster that has not ended.
 *
 * @param rest the interface of its cluster
 * @param id of the job
 */
public record RunningJob(FlinkRest rest, String id) {
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");
  private static final Duration PAUSE = Duration.ofMillis(300);

  /**
   * The jobs of {@code name} that have not ended, on all clusters that answer.
   *
   * @param clusters where to look
   */
  public static List<RunningJob> find(List<URI> clusters, String name) {
    List<RunningJob> found = new ArrayList<>();
    for (URI cluster : clusters) {
      FlinkRest rest = new FlinkRest(cluster);
      try {
        for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
          if (job.path("name").asText().equals(name)
              && !ENDED.contains(job.path("state").asText())) {
            found.add(new RunningJob(rest, job.path("jid").asText()));
          }
        }
      } catch (IOException e) {
        // Nobody there, or not Flink.
      }
    }
    return found;
  }

  /**
   * The folder of its last complete checkpoint or savepoint; empty if it has none.
   *
   * @throws IOException if its cluster does not answer
   */
  public Optional<String> savedAt() throws IOException {
    JsonNode latest = rest.get("/jobs/" + id + "/checkpoints").path("latest");
    String path = latest.path("completed").path("external_path").asText("");
    if (path.isEmpty()) {
      path = latest.path("restored").path("external_path").asText("");
    }
    return path.isEmpty() || path.equals("null") ? Optional.empty() : Optional.of(path);
  }

  /**
   * The global parameters of the job, by which it says whose it is; empty if it has none, or just
   * starts.
   *
   * @throws IOException if its cluster does not answer
   */
  public Map<String, String> parameters() throws IOException {
    JsonNode said =
        rest.get("/jobs/" + id + "/config").path("execution-config").path("user-config");
    Map<String, String> parameters = new HashMap<>();
    said.properties().forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
    return parameters;
  }

  /** An order to stop that the job has taken. */
  public record Stopping(FlinkRest rest, String path) {}

  /**
   * Orders the job to stop with a savepoint.
   *
   * @param folder of savepoints
   * @param drain whether all open windows are closed before
   * @throws IOException if its cluster does not answer, or refuses
   */
  public Stopping stop(String folder, boolean drain) throws IOException {
    String request =
        rest.post(
                "/jobs/" + id + "/stop",
                Map.of("targetDirectory", folder, "drain", drain, "formatType", "CANONICAL"))
            .path("request-id")
            .asText();
    return new Stopping(rest, "/jobs/" + id + "/savepoints/" + request);
  }

  /**
   * Waits for the savepoint of a stop.
   *
   * @return its folder; empty if the time is over
   * @throws IOException if the cluster has gone meanwhile, as a cluster of one job does
   * @throws StopFailed if there will be no savepoint
   */
  public static Optional<String> await(Stopping stopping, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      JsonNode answer = stopping.rest.get(stopping.path);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.hasNonNull("location")) {
          return Optional.of(operation.path("location").asText());
        }
        throw new StopFailed(
            Causes.last(operation.path("failure-cause").path("stack-trace").asText()));
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return Optional.empty();
  }

  /** A job that did not stop; the message is the cause in a line. */
  public static final class StopFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopFailed(String cause) {
      super(cause);
    }
  }
}
