package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.udfs.bench.EmbeddingBench;
import dev.longtail.udfs.bench.EmbeddingBench.Measurement;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench-embedding",
    description = "Measures embedding beside what the machine's arithmetic allows.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "In turn, round after round in one process: the limit (a large matrix product in the same",
      "runtime on as many threads, over the model's multiply-adds for the texts' own tokens), all",
      "texts in batches, each alone, and one by one through the queue of the job. Results, medians",
      "over the rounds, go to stdout as JSON Lines, a table to stderr. The memory test embeds N",
      "short lines and prints the process's resident memory ten times, or each 50,000."
    })
final class BenchEmbeddingCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final int SEED = 1;
  private static final int IN_FLIGHT = 2048;
  private static final int MOST_BETWEEN_REPORTS = 50_000;

  @Option(
      names = "--input",
      paramLabel = "F",
      description = "command lines, as JSON Lines; a file or a folder")
  Path input;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "different lines of it, chosen by chance (default: ${DEFAULT-VALUE})")
  int texts = 500;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often each is measured (default: ${DEFAULT-VALUE})")
  int rounds = 5;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description = "callers at once (default: ${DEFAULT-VALUE})")
  List<Integer> threads;

  @Option(
      names = "--memory-test",
      paramLabel = "N",
      description = "embed so many short lines instead and print the resident memory")
  int memoryTest;

  private final OptionFlags flags = OptionFlags.of(Catalogue.EMBEDDING_MODEL);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Spec CommandSpec spec;

  private record Memory(long texts, long residentMib, double textsPerSecond) {}

  @Override
  public Integer call() throws Exception {
    EmbeddingModel embeddingModel = flags.embeddingModel();
    if (texts < 1 || rounds < 1 || threads.stream().anyMatch(n -> n < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--texts, --rounds and --threads are at least 1");
    }
    if (memoryTest > 0) {
      testMemory(embeddingModel);
      return 0;
    }
    if (input == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--input=F' (or --memory-test=N)");
    }
    List<String> lines = lines();
    List<Measurement> results = new ArrayList<>();
    try (EmbeddingBench bench = new EmbeddingBench(embeddingModel, lines)) {
      System.err.printf(
          "%,d texts, %.1f tokens and %.0f million multiply-adds each%n",
          lines.size(), (double) bench.tokens() / lines.size(), bench.work() / lines.size() / 1e6);
      for (int callers : threads) {
        results.addAll(bench.run(callers, rounds));
      }
    }
    results.forEach(result -> System.out.println(Json.line(result)));
    System.err.print(EmbeddingBench.table(results));
    return 0;
  }

  private List<String> lines() {
    Set<String> unique = new LinkedHashSet<>();
    JsonLines.forEach(input, (record, where) -> unique.add(JsonLines.commandLine(record, where)));
    if (unique.isEmpty()) {
      throw new InputException(input + ": holds no command line");
    }
    List<String> shuffled = new ArrayList<>(unique);
    Collections.shuffle(shuffled, new Random(SEED));
    return shuffled.subList(0, Math.min(texts, shuffled.size()));
  }

  private void testMemory(EmbeddingModel embeddingModel) throws Exception {
    int workers = Collections.max(threads);
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(embeddingModel);
        BatchingEmbedder batching =
            new BatchingEmbedder(embedder, workers, BatchingEmbedder.Limits.DEFAULT)) {
      Deque<CompletableFuture<float[]>> inFlight = new ArrayDeque<>();
      int reportEach = Math.max(1, Math.min(MOST_BETWEEN_REPORTS, memoryTest / 10));
      long start = System.nanoTime();
      for (int i = 1; i <= memoryTest; i++) {
        // Of several lengths, as the memory of each batch's shape is what might grow.
        inFlight.add(batching.embed("run " + i + " -v".repeat(i % 3)));
        if (inFlight.size() >= IN_FLIGHT) {
          float[] unused = inFlight.remove().get();
        }
        if (i % reportEach == 0 || i == memoryTest) {
          double seconds = (System.nanoTime() - start) / 1e9;
          System.out.println(Json.line(new Memory(i, residentMib(), i / seconds)));
        }
      }
      for (CompletableFuture<float[]> vector : inFlight) {
        float[] unused = vector.get();
      }
    }
  }

  /** Of this process, by Linux; 0 elsewhere. */
  private static long residentMib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
