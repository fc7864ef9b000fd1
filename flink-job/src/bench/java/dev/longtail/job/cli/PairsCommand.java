package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.pairs.LinePair;
import dev.longtail.udfs.pairs.PairMaker;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail pairs}: labelled pairs to choose a threshold of the near-duplicate rule by. */
@Command(
    name = "pairs",
    description =
        "Makes labelled pairs of command lines, near-duplicates and others, from real ones.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "One record a pair: {\"a\", \"b\", \"duplicate\", \"kind\"}; a is a line of the input, b was",
      "made from it or is another. The same input and seed give the same pairs."
    })
final class PairsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "JSON Lines, a file or a folder; - is the standard input")
  private Path input;

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the pairs to this file (default: standard output)")
  private Path out;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "16000",
      description = "number of pairs, of every kind as many (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "another seed gives other pairs (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public Integer call() {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--count must be at least 1, such as --count 16000; it is " + count);
    }
    InputFiles.of(input).warning().ifPresent(System.err::println);
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(input, (record, where) -> lines.add(JsonLines.commandLine(record, where)));
    Map<LinePair.Kind, Integer> made = new EnumMap<>(LinePair.Kind.class);
    try (RecordWriter writer = RecordWriter.open(out, input)) {
      new PairMaker(lines, seed)
          .make(
              count,
              pair -> {
                writer.write(pair);
                made.merge(pair.kind(), 1, Integer::sum);
              });
      if (made.isEmpty()) {
        throw new InputException(
            InputFiles.name(input) + ": no pair can be made of its command lines");
      }
      writer.commit();
    }
    String kinds =
        made.entrySet().stream()
            .map(e -> e.getKey().label() + ' ' + e.getValue())
            .collect(Collectors.joining(", "));
    System.err.printf(
        "%s from %s: %s%n",
        Counted.of(made.values().stream().mapToInt(Integer::intValue).sum(), "pair"),
        Counted.of(lines.size(), "record"),
        kinds);
    return 0;
  }
}
