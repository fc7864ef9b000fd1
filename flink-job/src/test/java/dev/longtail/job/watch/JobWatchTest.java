package dev.longtail.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a watch says of reports that follow each other. */
class JobWatchTest {
  private static final Instant NOW = Instant.parse("2025-01-02T12:00:00Z");

  private final List<String> said = new ArrayList<>();

  @Test
  void onlyNewsAreSaid() throws IOException {
    JobWatch watch = watch(Optional.empty());
    watch.look(report(100, 0, 1, 0), NOW);
    watch.look(report(100, 0, 2, 0), NOW.plusSeconds(10));
    watch.look(report(1100, 0, 3, 0), NOW.plusSeconds(20));
    assertThat(said)
        .containsExactly(
            "RUNNING, records 100, lag 7, watermark 2025-01-02T00:00:00Z, checkpoint 1 3 s ago"
                + " (2 MiB in 0.5 s), restarts 0, waiting labels -",
            "RUNNING, records 1,100 (100/s), lag 7, watermark 2025-01-02T00:00:00Z, checkpoint 3"
                + " 23 s ago (2 MiB in 0.5 s), restarts 0, waiting labels -");
  }

  @Test
  void aFailedCheckpointIsASentenceWithWhatIsSafe() throws IOException {
    JobWatch watch = watch(Optional.of("checkpoints.directory: /c cannot be written: disk full"));
    watch.look(report(100, 0, 11, 4), NOW); // Of the start, when the tasks were not ready.
    watch.look(report(100, 0, 11, 5), NOW.plusSeconds(31));
    assertThat(said.get(1))
        .isEqualTo(
            "a checkpoint failed: checkpoints.directory: /c cannot be written: disk full; the job"
                + " goes on, and what it read up to checkpoint 11, 34 s ago, is safe");
    assertThat(said).hasSize(2);
  }

  @Test
  void aWatermarkBeforeAllEventsIsNoTime() {
    assertThat(ReportText.time(OptionalLong.of(-1))).isEqualTo("-");
    assertThat(ReportText.time(OptionalLong.empty())).isEqualTo("-");
  }

  @Test
  void aRestartIsASentenceWithItsCause() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jobs/j/exceptions",
        exchange -> {
          byte[] answer =
              ("{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"java.io.IOException: out\\n"
                      + "\\tat a.B\\n"
                      + "Caused by: java.net.ConnectException: refused\\n"
                      + "\\tat c.D\"}]}}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      FlinkRest rest =
          new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
      JobWatch watch =
          new JobWatch(new RunningJob(rest, "j"), Optional::empty, Optional.empty(), said::add);
      watch.look(report(100, 0, 1, 0), NOW);
      watch.look(report(100, 1, 1, 0), NOW.plusSeconds(10));
      assertThat(said.get(1)).isEqualTo("restart 1: refused");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aSilentPartitionThatHoldsTheWindowsIsASentenceNowAndThen() throws IOException {
    JobWatch watch = watch(Optional.empty());
    watch.look(silent(110, Duration.ofHours(3)), NOW);
    assertThat(said).hasSize(1);
    watch.look(silent(120, Duration.ofHours(3)), NOW.plusSeconds(10));
    assertThat(said.get(1))
        .isEqualTo(
            "partition 3 of source.topic has been silent since 2025-01-02T11:58:10Z, for 2 min, and"
                + " is 3 h of events behind; windows wait for it. If silence is normal there,"
                + " source.idle-after lets it go");
    watch.look(silent(130, Duration.ofHours(3)), NOW.plusSeconds(20));
    assertThat(said).hasSize(2);
    watch.look(silent(730, Duration.ofHours(3)), NOW.plusSeconds(620));
    assertThat(said.stream().filter(line -> line.startsWith("partition 3"))).hasSize(2);
  }

  @Test
  void aQuietTopicHoldsNothing() {
    assertThat(ReportText.silence(silent(9000, Duration.ofSeconds(59)), Optional.empty(), NOW))
        .isEmpty();
  }

  @Test
  void aPartitionWithoutEventsHoldsTheWindows() {
    assertThat(ReportText.silence(silent(300, null), Optional.empty(), NOW).orElseThrow())
        .contains("for 5 min, and had no event since the job started; windows wait");
  }

  @Test
  void aPartitionThatIsSilentBeyondTheOptionIsNotRead() {
    Optional<Duration> idleAfter = Optional.of(Duration.ofMinutes(15));
    assertThat(ReportText.silence(silent(1000, null), idleAfter, NOW)).isEmpty();
    assertThat(ReportText.silence(silent(1100, null), idleAfter, NOW).orElseThrow())
        .contains("also after source.idle-after: it holds records that were not read, or its");
  }

  private JobWatch watch(Optional<String> diagnosis) {
    FlinkRest nowhere = new FlinkRest(URI.create("http://127.0.0.1:1"));
    return new JobWatch(new RunningJob(nowhere, "j"), () -> diagnosis, Optional.empty(), said::add);
  }

  private static JobReport report(long records, long restarts, long checkpoint, long failures) {
    return report(records, restarts, checkpoint, failures, null);
  }

  private static JobReport silent(int seconds, Duration behind) {
    return report(100, 0, 1, 0, new JobReport.Slowest(3, Duration.ofSeconds(seconds), behind));
  }

  private static JobReport report(
      long records, long restarts, long checkpoint, long failures, JobReport.Slowest slowest) {
    return new JobReport(
        "RUNNING",
        Duration.ofMinutes(1),
        OptionalLong.of(restarts),
        OptionalLong.of(records),
        OptionalLong.of(7),
        OptionalLong.of(Instant.parse("2025-01-02T00:00:00Z").toEpochMilli()),
        new JobReport.Saved(
            checkpoint, NOW.minusSeconds(3), 2 << 20, Duration.ofMillis(500), "file:/c/chk-1"),
        null,
        failures,
        OptionalLong.empty(),
        slowest);
  }
}
