package dev.longtail.job.cli;

import dev.longtail.job.bench.FormatBench;
import dev.longtail.job.bench.FormatBench.Measurement;
import dev.longtail.job.bench.FormatBench.Sample;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.FormatsPage;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench-formats",
    description = "Measures the parser of all formats beside the native one and beside Jackson.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each file of the input is one sample; without an input, those of docs/formats.md are"
          + " measured.",
      "Native events of the same process starts are parsed by turns on the same thread; Jackson"
          + " only",
      "walks over the tokens of the same records. Results go to stdout as JSON Lines, a table to"
          + " stderr."
    })
final class BenchFormatsCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "records, a file a format (default: the samples of docs/formats.md)")
  Path input;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "rounds, of which the medians count (default: ${DEFAULT-VALUE})")
  int rounds;

  private static final Duration WARM_UP = Duration.ofSeconds(20);

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds must be at least 1; it is " + rounds);
    }
    List<Sample> samples = input == null ? ownSamples() : samplesOfFiles();
    FormatBench bench = new FormatBench(samples, rounds);
    if (bench.hasNoStart()) {
      throw new InputException("no process start in the input");
    }
    bench.warmUp(samples, WARM_UP);
    List<Measurement> results = new ArrayList<>();
    for (Sample sample : samples) {
      Measurement result = bench.run(sample);
      results.add(result);
      System.out.println(Json.line(result));
    }
    System.err.print(table(results));
    return bench.sink() < 0 ? 1 : 0;
  }

  private static List<Sample> ownSamples() {
    List<Sample> samples = new ArrayList<>();
    for (EventFormat format : EventFormat.values()) {
      List<String> texts = format == EventFormat.AUTO ? List.of() : FormatsPage.samples(format);
      for (int i = 0; i < texts.size(); i++) {
        String name = texts.size() == 1 ? format.label() : format.label() + ", " + (i + 1);
        samples.add(new Sample(name, List.of(texts.get(i).getBytes(StandardCharsets.UTF_8))));
      }
    }
    return samples;
  }

  private List<Sample> samplesOfFiles() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (Path file : InputFiles.of(input).files()) {
      String name = InputFiles.name(file);
      List<byte[]> records = new ArrayList<>();
      try (InputStream bytes = JsonLines.open(file)) {
        RecordLines lines = JsonLines.records(bytes, name);
        for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
          if (!line.isBlank() && line.defect().isEmpty()) {
            records.add(line.bytes());
          }
        }
      }
      if (!records.isEmpty()) {
        samples.add(new Sample(file.getFileName().toString(), records));
      }
    }
    return samples;
  }

  private static String table(List<Measurement> results) {
    StringBuilder table =
        new StringBuilder(
            "| sample | records | bytes each | starts | records/s | of native, records | of native,"
                + " bytes | of Jackson |\n|---|---|---|---|---|---|---|---|\n");
    for (Measurement result : results) {
      table.append(
          "| %s | %,d | %,d | %,d | %,d | %.2f | %.2f | %s |%n"
              .formatted(
                  result.sample(),
                  result.records(),
                  result.bytes(),
                  result.starts(),
                  result.recordsPerSecond(),
                  result.ofNative(),
                  result.ofNativeBytes(),
                  result.ofJackson() == 0 ? "" : "%.1f".formatted(result.ofJackson())));
    }
    return table.toString();
  }
}
