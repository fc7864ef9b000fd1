package dev.longtail.udfs.bench;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@link EmbeddingBench} with langchain4j's embedder of the same model as a further arm: FILE TEXTS
 * ROUNDS THREADS. Its session takes all cores, so for one thread give the process one core ({@code
 * taskset -c 0}).
 */
public final class EmbeddingPeer {
  private EmbeddingPeer() {}

  public static void main(String[] args) throws Exception {
    Set<String> unique = new LinkedHashSet<>();
    JsonLines.forEach(
        Path.of(args[0]), (record, where) -> unique.add(JsonLines.commandLine(record, where)));
    List<String> lines = new ArrayList<>(unique);
    lines.removeIf(String::isBlank); // langchain4j refuses them
    Collections.shuffle(lines, new Random(1));
    lines = lines.subList(0, Integer.parseInt(args[1]));
    int threads = Integer.parseInt(args[3]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (EmbeddingBench bench = new EmbeddingBench(EmbeddingModel.MINILM, lines)) {
      AllMiniLmL6V2EmbeddingModel peer = new AllMiniLmL6V2EmbeddingModel(pool);
      bench.add(
          "langchain4j",
          (texts, unused) -> peer.embedAll(texts.stream().map(TextSegment::from).toList()));
      System.out.print(EmbeddingBench.table(bench.run(threads, Integer.parseInt(args[2]))));
    } finally {
      pool.shutdown();
    }
  }
}
