package dev.longtail.job.bench;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own for one measurement, so that its start is part of the cost and no run warms up
 * the next. It runs this program with other arguments and the same JVM options.
 *
 * @param mainClass of this program
 * @param heap the JVM's largest heap, e.g. {@code 1g}
 */
public record BenchProcess(Class<?> mainClass, String heap) {
  /**
   * Runs it to its end.
   *
   * @param arguments of the program, which prints a {@link RankingBench.Measurement} as JSON
   */
  public RankingBench.Measurement run(List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Xmx" + heap);
    command.add("-Dlongtail.log=OFF"); // a failure is thrown; the rest is how Flink shuts down
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new InputException("the measured process failed with status " + process.exitValue());
    }
    return Json.MAPPER.readValue(answer, RankingBench.Measurement.class);
  }
}
