package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.bench.NearDuplicateBench;
import dev.longtail.job.bench.NearDuplicateBench.Measurement;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench-near-duplicates",
    description = "Measures the near-duplicate index beside comparing with every exemplar.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exemplars and queries are embeddings of the input's templates, moved by a random share of"
          + " the",
      "difference of two others: so they lie as densely around one another as real lines do. Under",
      "rule published all lie in one bucket, under shapes in that of the line they come from."
          + " Results",
      "go to stdout as JSON Lines, a table to stderr. A million exemplars of 384 dimensions need a",
      "heap of 3 GiB (LONGTAIL_JAVA_OPTS=-Xmx3g)."
    })
final class BenchNearDuplicatesCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "command lines: JSON Lines, a file or a folder")
  Path input;

  @Option(
      names = "--exemplars",
      split = ",",
      paramLabel = "N",
      defaultValue = "10000,100000,1000000",
      description = "sizes of the index (default: ${DEFAULT-VALUE})")
  List<Integer> exemplars;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "1000",
      description = "queries of each size (default: ${DEFAULT-VALUE})")
  int queries;

  @Option(
      names = "--templates",
      paramLabel = "N",
      defaultValue = "3000",
      description =
          "different templates of the input that are embedded (default: ${DEFAULT-VALUE})")
  int templates;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.NEAR_DUPLICATES, Catalogue.THRESHOLD, Catalogue.EMBEDDING_MODEL);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of the random moves (default: ${DEFAULT-VALUE})")
  long seed;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (queries < 1 || templates < 3 || exemplars.stream().anyMatch(size -> size < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--exemplars and --queries take 1 or more, --templates 3 or more");
    }
    TopologyOptions.NearDuplicates nearDuplicates = flags.nearDuplicates();
    EmbeddingModel model = nearDuplicates.model();
    Map<String, String> lines = lines();
    System.err.printf("embedding %,d templates%n", lines.size());
    List<NearDuplicateBench.Origin> origins = new ArrayList<>();
    try (TextEmbedder embedder = new OnnxTextEmbedder(model)) {
      lines.forEach(
          (template, line) ->
              origins.add(new NearDuplicateBench.Origin(line, embedder.embed(template))));
    }
    NearDuplicateBench bench = new NearDuplicateBench(origins, queries, seed);
    List<Measurement> results = new ArrayList<>();
    for (int size : exemplars) {
      for (NearDuplicateRule rule :
          List.of(NearDuplicateRule.PUBLISHED, NearDuplicateRule.shapes(model))) {
        Measurement result = bench.run(rule, size);
        results.add(result);
        System.out.println(Json.line(result));
      }
    }
    System.err.print(table(results));
    return 0;
  }

  /** A hash sample of the input's templates, which is of all its files, each with a line of it. */
  private Map<String, String> lines() {
    TreeMap<Long, Map.Entry<String, String>> sample = new TreeMap<>();
    JsonLines.forEach(
        input,
        (record, where) -> {
          String line = JsonLines.commandLine(record, where);
          String template = CommandTemplate.of(line);
          sample.putIfAbsent(CommandHash.of(template), Map.entry(template, line));
          if (sample.size() > templates) {
            sample.pollLastEntry();
          }
        });
    if (sample.size() < 3) {
      throw new InputException(
          input + ": " + sample.size() + " different templates; at least 3 are needed");
    }
    Map<String, String> lines = new LinkedHashMap<>();
    sample.values().forEach(entry -> lines.put(entry.getKey(), entry.getValue()));
    return lines;
  }

  private static String table(List<Measurement> results) {
    String format = "%-10s %6s %10s %10s %10s %12s %8s %8s %9s %9s%n";
    StringBuilder table =
        new StringBuilder(
            format.formatted(
                "rule",
                "cosine",
                "exemplars",
                "insert us",
                "query ms",
                "all, ms",
                "matches",
                "recall",
                "same",
                "bytes"));
    for (Measurement result : results) {
      table.append(
          format.formatted(
              result.rule(),
              result.cosine(),
              "%,d".formatted(result.exemplars()),
              "%.1f".formatted(result.insertMicros()),
              "%.3f".formatted(result.queryMillis()),
              "%.3f".formatted(result.bruteForceMillis()),
              result.matches(),
              "%.4f".formatted(result.recall()),
              "%.4f".formatted(result.sameExemplar()),
              "%,d".formatted(result.bytesPerExemplar())));
    }
    return table.toString();
  }
}
