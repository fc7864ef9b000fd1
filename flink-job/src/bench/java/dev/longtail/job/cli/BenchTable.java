package dev.longtail.job.cli;

import dev.longtail.job.bench.RankingBench.Measurement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measurements of several sizes, with what each further line costs. */
final class BenchTable {
  private static final double FULL_SCALE_LINES = 50e6;

  private BenchTable() {}

  static String of(List<Measurement> results) {
    StringBuilder table =
        new StringBuilder(
            "mode            lines   wall s    CPU s  CPU us/further line   peak MiB"
                + "  checkpoint MiB  50 M lines, min\n");
    for (Measurement result : results) {
      Optional<Measurement> smaller =
          results.stream()
              .filter(r -> r.mode().equals(result.mode()) && r.lines() < result.lines())
              .max(Comparator.comparingLong(Measurement::lines));
      table.append(
          "%-9s %11s %8.1f %8.1f %20s %10d %15.1f %16s%n"
              .formatted(
                  result.mode(),
                  "%,d".formatted(result.lines()),
                  result.wallSeconds(),
                  result.cpuSeconds(),
                  smaller.map(s -> "%.1f".formatted(cpuMicrosALine(result, s))).orElse(""),
                  result.peakMemoryMib(),
                  result.checkpointMib(),
                  smaller.map(s -> "%.1f".formatted(fullScaleMinutes(result, s))).orElse("")));
    }
    ratioToBare(results).ifPresent(table::append);
    return table.toString();
  }

  /** What a further line costs of what it costs the bare loops, between the two largest sizes. */
  private static Optional<String> ratioToBare(List<Measurement> results) {
    OptionalDouble bare = furtherLine(results, "bare");
    OptionalDouble batch = furtherLine(results, "batch");
    return bare.isPresent() && batch.isPresent()
        ? Optional.of(
            "a further line costs %.2f times the CPU of the bare loops%n"
                .formatted(batch.getAsDouble() / bare.getAsDouble()))
        : Optional.empty();
  }

  private static OptionalDouble furtherLine(List<Measurement> results, String mode) {
    List<Measurement> sizes =
        results.stream()
            .filter(result -> result.mode().equals(mode))
            .sorted(Comparator.comparingLong(Measurement::lines))
            .toList();
    return sizes.size() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            cpuMicrosALine(sizes.get(sizes.size() - 1), sizes.get(sizes.size() - 2)));
  }

  private static double cpuMicrosALine(Measurement larger, Measurement smaller) {
    return 1e6 * (larger.cpuSeconds() - smaller.cpuSeconds()) / (larger.lines() - smaller.lines());
  }

  /** The wall time of 50 million lines, on the line through the two measurements. */
  private static double fullScaleMinutes(Measurement larger, Measurement smaller) {
    double secondsALine =
        (larger.wallSeconds() - smaller.wallSeconds()) / (larger.lines() - smaller.lines());
    return (larger.wallSeconds() + secondsALine * (FULL_SCALE_LINES - larger.lines())) / 60;
  }
}
