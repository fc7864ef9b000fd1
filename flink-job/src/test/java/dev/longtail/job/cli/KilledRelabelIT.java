package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.graph.Output;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.Jvms;
import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.demo.LocalJudge;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labelling in a process of its own that is killed twenty times, as {@code kill -9} does: each
 * exemplar has one verdict in the end, the server is asked once about each but for the calls in
 * flight, and the cap on calls holds.
 */
class KilledRelabelIT {
  private static final int KILLS = 20;
  private static final int EXEMPLARS = 300;
  private static final int CONCURRENCY = 4;

  @TempDir Path folder;
  private Path result;

  /** A judge whose answers take a while, so that calls are in flight when it is killed. */
  private static final class SlowJudge implements LocalJudge {
    @Override
    public String model() {
      return "slow";
    }

    @Override
    public String who() {
      return "a slow judge";
    }

    @Override
    public LabelRules.Judgement judgementOn(String commandLine) {
      try {
        Thread.sleep(15);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return LabelRules.judge(commandLine);
    }
  }

  @BeforeEach
  void writeAFinishedBackfill() throws IOException {
    result = folder.resolve("result");
    for (Output output : Output.values()) {
      Files.createDirectories(result.resolve(output.folder()));
    }
    List<String> exemplars = new ArrayList<>();
    for (int i = 0; i < EXEMPLARS; i++) {
      exemplars.add(
          Json.line(
              Map.of(
                  "id",
                  "2025-01-02/full/%04d".formatted(i),
                  "window",
                  "2025-01-02",
                  "scale",
                  "full",
                  "command_line",
                  "git show " + i,
                  "source",
                  Map.of("first_seen", "2025-01-02T10:00:00Z"))));
    }
    Files.write(result.resolve(Output.EXEMPLARS.folder()).resolve("a.jsonl"), exemplars);
    Files.writeString(
        result.resolve("funnel.json"),
        """
        {"windows":[{"window":"2025-01-02","scale":"full","exemplars":300,"benign":0,"malicious":0,
        "abstained":0,"admitted":0,"quarantined":0,"waiting":300}],"total":{"exemplars":300,
        "benign":0,"malicious":0,"abstained":0,"admitted":0,"quarantined":0,"waiting":300}}
        """);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void twentyKillsPassNoCapAndRepeatOnlyCallsInFlight() throws Exception {
    long probe = 2;
    long cap = EXEMPLARS + probe + (KILLS + 1) * CONCURRENCY;
    SplittableRandom random = new SplittableRandom(1);
    try (LocalLabelServer server = LocalLabelServer.start(0, new SlowJudge());
        Jvms jvms = new Jvms(folder.resolve("jvms"), Jvms.SHORT_LIVED)) {
      long answers = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = jvms.start(relabel(server, cap));
        long until = server.answers() + random.nextInt(4, 13);
        while (process.isAlive() && server.answers() < until) {
          Thread.sleep(2);
        }
        assertThat(process.isAlive()).as(jvms.said("relabel")).isTrue();
        jvms.kill("relabel");
        assertThat(server.answers()).isGreaterThan(answers);
        answers = server.answers();
      }
      assertThat(answers).as("killed in the middle").isLessThan(EXEMPLARS);
      Process last = jvms.start(relabel(server, cap));
      assertThat(last.waitFor()).as(jvms.said("relabel")).isZero();
      assertThat(server.answers()).isBetween((long) EXEMPLARS, cap);
    }
    Set<String> ids = new HashSet<>();
    List<String> verdicts = GeneratedDays.sortedLines(result.resolve(Output.VERDICTS.folder()));
    for (String line : verdicts) {
      ids.add(Json.MAPPER.readTree(line).get("id").asText());
    }
    assertThat(verdicts).hasSize(EXEMPLARS).allMatch(line -> line.contains("\"BENIGN\""));
    assertThat(ids).hasSize(EXEMPLARS);
    assertThat(GeneratedDays.sortedLines(result.resolve(Output.TRAINING_DATA.folder())))
        .hasSize(EXEMPLARS);
  }

  private Jvms.Program relabel(LocalLabelServer server, long cap) {
    return new Jvms.Program(
        "relabel",
        List.of(),
        System.getProperty("java.class.path"),
        List.of(
            Longtail.class.getName(),
            "relabel",
            "--input",
            result.toString(),
            "--endpoint",
            server.url(),
            "--concurrency",
            String.valueOf(CONCURRENCY),
            "--canaries",
            "false",
            "--max-calls",
            String.valueOf(cap),
            "--max-per-cluster",
            "0",
            "--label-journal",
            folder.resolve("journal").toString()),
        Map.of());
  }
}
