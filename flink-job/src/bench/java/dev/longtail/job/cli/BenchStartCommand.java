package dev.longtail.job.cli;

import dev.longtail.job.bench.EmptyFlinkJob;
import dev.longtail.job.bench.StartBench;
import dev.longtail.job.bench.StartBench.Measurement;
import dev.longtail.job.local.FileTrees;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bench-start",
    description = "Measures a backfill of few events beside an empty JVM and an empty Flink job.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The backfill is started by the launcher, the empty job with the launcher's JVM options. All",
      "run by turns; CPU is user and system time of all processes. Results go to stdout as JSON",
      "Lines, a table of medians to stderr."
    })
final class BenchStartCommand implements Callable<Integer> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "1000",
      description = "generated events (default: ${DEFAULT-VALUE})")
  int events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "runs of each (default: ${DEFAULT-VALUE})")
  int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String home = System.getProperty("longtail.home");
    if (home == null || events < 1 || rounds < 1) {
      throw new InputException("bench-start runs by the launcher, with numbers from 1 on");
    }
    String launcher = Path.of(home, "longtail").toString();
    Path folder = Files.createTempDirectory("longtail-bench-start");
    try {
      Path data = folder.resolve("data");
      StartBench.timed(
          List.of(
              launcher,
              "generate",
              "--days",
              "1",
              "--events-per-day",
              Integer.toString(events),
              "--out",
              data.toString()));
      print(StartBench.run(commands(launcher, data, folder.resolve("out")), rounds));
    } finally {
      FileTrees.delete(folder);
    }
    return 0;
  }

  private static Map<String, List<String>> commands(String launcher, Path data, Path out) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> emptyJob = new ArrayList<>(List.of(java));
    emptyJob.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    emptyJob.addAll(
        List.of("-cp", System.getProperty("java.class.path"), EmptyFlinkJob.class.getName()));
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("empty JVM", List.of(java, "-version"));
    commands.put("empty Flink job", emptyJob);
    commands.put(
        "backfill",
        List.of(
            "bash",
            "-c",
            "rm -rf \"$4\" && exec \"$1\" backfill --input \"$2\" --from 2025-01-01 --to 2025-01-01"
                + " --labels \"truth:$3\" --out \"$4\"",
            "bash",
            launcher,
            data.resolve("telemetry").toString(),
            data.resolve("truth.jsonl.gz").toString(),
            out.toString()));
    return commands;
  }

  private static void print(Map<String, List<Measurement>> measured) throws IOException {
    System.err.printf("%-16s %8s %8s%n", "median of", "wall s", "CPU s");
    for (Map.Entry<String, List<Measurement>> each : measured.entrySet()) {
      for (Measurement run : each.getValue()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", each.getKey());
        line.put("wall_seconds", run.wall());
        line.put("cpu_seconds", run.cpu());
        System.out.println(Json.MAPPER.writeValueAsString(line));
      }
      System.err.printf(
          "%-16s %8.2f %8.2f%n",
          each.getKey(),
          median(each.getValue(), Measurement::wall),
          median(each.getValue(), Measurement::cpu));
    }
  }

  private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
  }
}
