package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.reading.Readings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench-marks",
    description = "Measures marks of attacks on the unique lines of an input.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "One thread; lines a second of its CPU time, so that other work on the machine counts less.",
      "The result goes to stdout as one JSON line."
    })
final class BenchMarksCommand implements Callable<Integer> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Option(
      names = "--input",
      paramLabel = "PATH",
      required = true,
      description = "records with a command line, a file or a folder")
  Path input;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description =
          "rounds over all lines, as many before them; medians count (default: ${DEFAULT-VALUE})")
  int rounds;

  @Spec CommandSpec spec;

  /**
   * What was measured.
   *
   * @param lines unique ones
   * @param characters of a line, on average
   * @param marked lines with a mark
   * @param readings of all lines
   * @param readingsPerSecond lines a second of CPU time, of which the readings were taken
   * @param marksPerSecond lines a second of CPU time, with readings and marks
   */
  record Result(
      int lines,
      double characters,
      int marked,
      int readings,
      long readingsPerSecond,
      long marksPerSecond) {}

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds must be at least 1; it is " + rounds);
    }
    Set<String> unique = new LinkedHashSet<>();
    JsonLines.forEach(input, (record, where) -> unique.add(JsonLines.commandLine(record, where)));
    List<String> lines = List.copyOf(unique);
    if (lines.isEmpty()) {
      throw new InputException(input + " holds no command line");
    }
    ToIntFunction<String> readings = line -> Readings.of(line).all().size();
    ToIntFunction<String> marks = line -> AttackMarks.BUILT_IN.of(line).length > 0 ? 1 : 0;
    Result result =
        new Result(
            lines.size(),
            lines.stream().mapToInt(String::length).average().orElseThrow(),
            lines.stream().mapToInt(marks).sum(),
            lines.stream().mapToInt(readings).sum(),
            perSecond(lines, readings),
            perSecond(lines, marks));
    System.out.println(Json.line(result));
    return 0;
  }

  private long perSecond(List<String> lines, ToIntFunction<String> work) {
    long[] nanos = new long[rounds];
    long sink = 0;
    for (int round = -rounds; round < rounds; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      sink += lines.stream().mapToInt(work).sum();
      if (round >= 0) {
        nanos[round] = THREADS.getCurrentThreadCpuTime() - start;
      }
    }
    if (sink < 0) {
      throw new IllegalStateException("nothing of this is optimised away");
    }
    Arrays.sort(nanos);
    return Math.round(lines.size() * 1e9 / nanos[rounds / 2]);
  }
}
