package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.io.JsonLines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "embed",
    description = "Computes L2-normalised embeddings of command lines.",
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer>, OptionFlags.Taker {
  /** Enough for full batches of most lengths. */
  private static final int IN_FLIGHT = 4096;

  @Mixin StageIo io;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "threads; never changes a vector (default: ${DEFAULT-VALUE})")
  int parallelism = Math.min(Runtime.getRuntime().availableProcessors(), 4);

  @Spec CommandSpec spec;

  private record Embedding(String cmd, float[] embedding) {}

  @Override
  public Integer call() {
    if (parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism " + parallelism + "; at least 1");
    }
    EmbeddingModel model = flags.embeddingModel();
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model);
        BatchingEmbedder batching =
            new BatchingEmbedder(embedder, parallelism, BatchingEmbedder.Limits.DEFAULT, model)) {
      io.mapAsync(
          IN_FLIGHT,
          (record, where) -> {
            String cmd = JsonLines.commandLine(record, where);
            return batching.embed(cmd).thenApply(vector -> new Embedding(cmd, vector));
          });
    }
    return 0;
  }
}
