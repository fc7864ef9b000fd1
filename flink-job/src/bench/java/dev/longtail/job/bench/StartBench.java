package dev.longtail.job.bench;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands by turns and measures each with all of its processes, by the shell's {@code time}.
 */
public final class StartBench {
  /**
   * What one run took.
   *
   * @param wall seconds
   * @param cpu seconds, user and system
   */
  public record Measurement(double wall, double cpu) {}

  private StartBench() {}

  /**
   * Runs each command {@code rounds} times, one after the other.
   *
   * @param commands by name, in their order
   * @throws InputException if one fails
   */
  public static Map<String, List<Measurement>> run(Map<String, List<String>> commands, int rounds)
      throws IOException, InterruptedException {
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        measured
            .computeIfAbsent(command.getKey(), name -> new ArrayList<>())
            .add(timed(command.getValue()));
      }
    }
    return measured;
  }

  /** Runs one command; what it prints is not shown. */
  public static Measurement timed(List<String> command) throws IOException, InterruptedException {
    List<String> timed =
        new ArrayList<>(
            List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" >/dev/null 2>&1", "bash"));
    timed.addAll(command);
    Process process =
        new ProcessBuilder(timed).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new InputException(
          "status %d of %s".formatted(process.exitValue(), String.join(" ", command)));
    }
    double[] seconds =
        Arrays.stream(said.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    return new Measurement(seconds[0], seconds[1] + seconds[2]);
  }
}
