package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.EmbeddedLine;
import dev.longtail.detectors.duplicates.MergedBy;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "dedup",
    description = "Tells exemplars from near-duplicates, taking the lines in their order.",
    mixinStandardHelpOptions = true)
final class DedupCommand implements Callable<Integer>, OptionFlags.Taker {
  @Mixin StageIo io;

  @Option(
      names = "--exemplars",
      arity = "1..*",
      paramLabel = "F",
      description = "lines that are exemplars already: JSON Lines, files or folders")
  List<Path> exemplars = List.of();

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.NEAR_DUPLICATES, Catalogue.THRESHOLD, Catalogue.EMBEDDING_MODEL);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  /** {@code by} is null for an exemplar. */
  private record Decision(String cmd, boolean exemplar, String of, MergedBy by, double cosine) {}

  @Override
  public Integer call() {
    TopologyOptions.NearDuplicates nearDuplicates = flags.nearDuplicates();
    EmbeddingModel model = nearDuplicates.model();
    NearDuplicateRule rule = nearDuplicates.rule();
    try (TextEmbedder embedder = new OnnxTextEmbedder(model)) {
      Deduplication deduplication = new Deduplication(rule, embedder);
      for (Path known : exemplars) {
        List<String> chunk = new ArrayList<>();
        JsonLines.forEach(
            known,
            (record, where) -> {
              chunk.add(JsonLines.commandLine(record, where));
              if (chunk.size() == EmbeddedTemplates.CHUNK) {
                deduplication.decide(chunk);
                chunk.clear();
              }
            });
        deduplication.decide(chunk);
      }
      io.mapCommandChunks(deduplication::decide);
    }
    return 0;
  }

  /** The lines so far. */
  private static final class Deduplication {
    private final NearDuplicateIndex index;
    private final TextEmbedder embedder;
    private long order;

    Deduplication(NearDuplicateRule rule, TextEmbedder embedder) {
      this.index = new NearDuplicateIndex(rule);
      this.embedder = embedder;
    }

    List<Decision> decide(List<String> commandLines) {
      return EmbeddedTemplates.of(commandLines, embedder).stream().map(this::decide).toList();
    }

    private Decision decide(EmbeddedLine line) {
      String cmd = line.commandLine();
      Optional<NearDuplicateIndex.Match> match = index.find(line);
      if (match.isPresent()) {
        String of = match.get().commandLine();
        return new Decision(cmd, false, of, match.get().by(), match.get().cosine());
      }
      index.add(0, order++, line);
      return new Decision(cmd, true, cmd, null, 1);
    }
  }
}
