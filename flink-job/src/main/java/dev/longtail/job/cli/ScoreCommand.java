package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.job.config.Catalogue;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelClassifier;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Scores command lines with a trained model. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Adds \"score\" to each record: 0 to 1, higher is more malicious.")
final class ScoreCommand implements Callable<Integer>, OptionFlags.Taker {
  /** Records on their way: enough for full batches of most lengths. */
  private static final int IN_FLIGHT = 4096;

  private static final long MEMORY_BYTES = 128L << 20;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "F",
      description = "folder of a model, e.g. out/models/ab+full, or a file in it")
  private Path model;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "add \"score\" only where it is P or more; the others, most of which then need no"
              + " embedding, get \"score_below\": P")
  private Double threshold;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "threads; never changes a score (default: ${DEFAULT-VALUE})")
  private int parallelism = Math.min(Runtime.getRuntime().availableProcessors(), 4);

  @Mixin private StageIo io;

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (parallelism < 1) {
      throw refused("--parallelism " + parallelism + "; at least 1");
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw refused("--threshold " + threshold + ": a score is a number from 0 to 1");
    }
    Model loaded = Model.load(model);
    if (loaded.needsVectors()) {
      scoreWithEmbeddings(loaded);
    } else {
      ModelClassifier classifier = loaded.classifier();
      io.map((record, where) -> scored(record, classifier, JsonLines.commandLine(record, where)));
    }
    return 0;
  }

  private void scoreWithEmbeddings(Model loaded) {
    ExecutorService scorers = Executors.newFixedThreadPool(parallelism);
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(flags.embeddingModel(), parallelism, MEMORY_BYTES)) {
      Model ready = loaded.with(vectors);
      ModelClassifier screen = ready.classifier();
      ThreadLocal<ModelClassifier> classifiers = ThreadLocal.withInitial(ready::classifier);
      io.mapAsync(
          IN_FLIGHT,
          (record, where) -> {
            String line = JsonLines.commandLine(record, where);
            if (threshold != null && !screen.mayReach(threshold, line)) {
              return CompletableFuture.completedFuture(below(record));
            }
            return vectors
                .later(line)
                .thenApplyAsync(vector -> scored(record, classifiers.get(), line), scorers);
          });
    } finally {
      scorers.shutdownNow();
    }
  }

  private JsonNode scored(JsonNode record, ModelClassifier classifier, String line) {
    if (threshold == null) {
      return ((ObjectNode) record).put("score", classifier.score(line));
    }
    OptionalDouble score = classifier.scoreFrom(threshold, line);
    return score.isPresent()
        ? ((ObjectNode) record).put("score", score.getAsDouble())
        : below(record);
  }

  private JsonNode below(JsonNode record) {
    return ((ObjectNode) record).put("score_below", threshold);
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
