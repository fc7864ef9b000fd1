package dev.longtail.job.cli;

import dev.longtail.udfs.core.OnnxTextEmbedder;
import dev.longtail.udfs.core.TextEmbedder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "embed",
    description = "Computes L2-normalised embeddings of command lines.",
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
  @Mixin StageIo io;

  @Option(
      names = "--embedding-model",
      paramLabel = "DIR",
      description = "folder with model.onnx and tokenizer.json (default: all-MiniLM-L6-v2)")
  Path model;

  private record Embedding(String cmd, float[] embedding) {}

  @Override
  public Integer call() {
    try (TextEmbedder embedder = new OnnxTextEmbedder(JobOptions.embeddingModel(model))) {
      io.mapCommands(cmd -> new Embedding(cmd, embedder.embed(cmd)));
    }
    return 0;
  }
}
