package dev.longtail.job.cli;

import dev.longtail.detectors.core.NearDuplicateIndex;
import dev.longtail.job.TopologyOptions;
import dev.longtail.udfs.core.OnnxTextEmbedder;
import dev.longtail.udfs.core.TextEmbedder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dedup",
    description = "Tells exemplars from near-duplicates, taking the lines in their order.",
    mixinStandardHelpOptions = true)
final class DedupCommand implements Callable<Integer> {
  @Mixin StageIo io;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "a greater cosine makes a near-duplicate (default: ${DEFAULT-VALUE})")
  double threshold = TopologyOptions.DEFAULT.nearDuplicates().rule().cosine();

  @Option(
      names = "--embedding-model",
      paramLabel = "DIR",
      description = "folder with model.onnx and tokenizer.json (default: all-MiniLM-L6-v2)")
  Path model;

  @Spec CommandSpec spec;

  private record Decision(String cmd, boolean exemplar, String of, double cosine) {}

  @Override
  public Integer call() {
    NearDuplicateIndex index = index();
    try (TextEmbedder embedder = new OnnxTextEmbedder(JobOptions.embeddingModel(model))) {
      io.mapCommands(cmd -> decide(cmd, embedder.embed(cmd), index));
    }
    return 0;
  }

  private NearDuplicateIndex index() {
    try {
      return new NearDuplicateIndex(threshold);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Decision decide(String cmd, float[] embedding, NearDuplicateIndex index) {
    Optional<NearDuplicateIndex.Match> match = index.find(cmd, embedding);
    if (match.isPresent()) {
      return new Decision(cmd, false, match.get().commandLine(), match.get().cosine());
    }
    index.add(cmd, embedding);
    return new Decision(cmd, true, cmd, 1);
  }
}
