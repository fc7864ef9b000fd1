package dev.longtail.job.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.longtail.job.TimeRange;
import dev.longtail.job.TopologyOptions;
import dev.longtail.job.bench.RankingBench;
import dev.longtail.job.bench.RankingBench.Measurement;
import dev.longtail.training.core.telemetry.UniqueTelemetry;
import dev.longtail.udfs.core.InputException;
import dev.longtail.udfs.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measures the full scale from JSON to the top k on generated lines.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each size runs in a JVM of its own, after a warm-up day of 50,000 lines whose model",
      "preselects the candidates of the measured day. CPU seconds are those of the whole process,",
      "the start of the JVM and of Flink included. Results go to stdout as JSON Lines."
    })
final class BenchCommand implements Callable<Integer> {
  private static final LocalDate WARM_UP_DAY = LocalDate.of(2025, 1, 1);
  private static final long WARM_UP_LINES = 50_000;
  private static final double FULL_SCALE_LINES = 50e6;

  @Option(
      names = "--lines",
      split = ",",
      paramLabel = "N",
      defaultValue = "100000,1000000",
      description = "unique lines of the measured day (default: ${DEFAULT-VALUE})")
  List<Long> lines;

  @Option(
      names = "--mode",
      split = ",",
      paramLabel = "MODE",
      defaultValue = "batch",
      description = "batch, streaming (with checkpoints), or both (default: ${DEFAULT-VALUE})")
  List<Mode> modes;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description = "largest heap of a measured JVM (default: ${DEFAULT-VALUE})")
  String heap;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "where the generated lines go, 300 bytes each; they stay there and are used again"
              + " (default: a temporary folder)")
  Path workDir;

  @Option(names = "--run", hidden = true, description = "measure this folder in this JVM")
  Path measured;

  @Mixin JobOptions job;

  @Spec CommandSpec spec;

  private enum Mode {
    BATCH,
    STREAMING
  }

  @Override
  public Integer call() throws Exception {
    TopologyOptions options = options();
    if (measured != null) {
      RuntimeExecutionMode mode = RuntimeExecutionMode.valueOf(modes.get(modes.size() - 1).name());
      Measurement result =
          new RankingBench(measured, options, job.parallelism, mode)
              .run(lines.get(lines.size() - 1));
      System.out.println(Json.line(result));
      return 0;
    }
    Path folder = workDir == null ? Files.createTempDirectory("longtail-bench") : workDir;
    List<Measurement> results = new ArrayList<>();
    for (long size : lines) {
      Path input = Files.createDirectories(folder.resolve(size + "-lines"));
      generate(size, input.resolve("input"));
      for (Mode mode : modes) {
        results.add(measure(size, mode, input));
        System.out.println(Json.line(results.get(results.size() - 1)));
      }
      if (workDir == null) {
        delete(input);
      }
    }
    System.err.println(table(results));
    return 0;
  }

  private TopologyOptions options() {
    try {
      return job.topology()
          .with(new TimeRange(millis(WARM_UP_DAY), millis(WARM_UP_DAY.plusDays(2))));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private void generate(long size, Path input) throws IOException {
    if (Files.exists(input)) {
      return;
    }
    System.err.printf("generating %,d lines%n", size + WARM_UP_LINES);
    Path draft = Files.createDirectories(input.resolveSibling("draft"));
    UniqueTelemetry telemetry = new UniqueTelemetry(1);
    List<Path> files =
        IntStream.range(0, job.parallelism)
            .mapToObj(part -> draft.resolve("part-" + part + ".jsonl"))
            .toList();
    telemetry.append(WARM_UP_DAY, WARM_UP_LINES, files);
    telemetry.append(WARM_UP_DAY.plusDays(1), size, files);
    Files.move(draft, input);
  }

  /** Runs this program again in a JVM of its own. */
  private Measurement measure(long size, Mode mode, Path folder)
      throws IOException, InterruptedException {
    System.err.printf("%s, %,d lines%n", mode.name().toLowerCase(Locale.ROOT), size);
    delete(folder.resolve("out"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+UseParallelGC",
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            Longtail.class.getName()));
    command.addAll(spec.commandLine().getParseResult().originalArgs());
    command.addAll(List.of("--run", folder.toString(), "--lines", "" + size, "--mode", "" + mode));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String answer =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new InputException("the measured process failed with status " + process.exitValue());
    }
    return Json.MAPPER.readValue(answer, new TypeReference<Measurement>() {});
  }

  private static String table(List<Measurement> results) {
    StringBuilder table =
        new StringBuilder(
            "mode            lines   wall s   CPU s  us CPU/further line  peak MiB  checkpoint MiB"
                + "  50 M lines, min\n");
    for (Measurement result : results) {
      Measurement smaller =
          results.stream()
              .filter(r -> r.mode().equals(result.mode()) && r.lines() < result.lines())
              .max(Comparator.comparingLong(Measurement::lines))
              .orElse(null);
      table.append(
          "%-9s %11s %8.1f %7.1f %20s %9d %15.1f %16s%n"
              .formatted(
                  result.mode(),
                  "%,d".formatted(result.lines()),
                  result.wallSeconds(),
                  result.cpuSeconds(),
                  smaller == null
                      ? ""
                      : "%.1f"
                          .formatted(
                              1e6
                                  * slope(
                                      result.cpuSeconds() - smaller.cpuSeconds(), result, smaller)),
                  result.peakMemoryMib(),
                  result.checkpointMib(),
                  smaller == null ? "" : "%.1f".formatted(minutesOfFullScale(result, smaller))));
    }
    return table.toString();
  }

  private static double slope(double difference, Measurement larger, Measurement smaller) {
    return difference / (larger.lines() - smaller.lines());
  }

  private static double minutesOfFullScale(Measurement larger, Measurement smaller) {
    double perLine = slope(larger.wallSeconds() - smaller.wallSeconds(), larger, smaller);
    return (larger.wallSeconds() + perLine * (FULL_SCALE_LINES - larger.lines())) / 60;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
