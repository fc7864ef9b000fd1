package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.EmbeddedLine;
import dev.longtail.udfs.embedding.TextEmbedder;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The vectors of command lines' templates. The templates of a chunk are embedded in batches, which
 * is faster than one by one and gives the same vectors ({@link TextEmbedder#embedAll}).
 */
final class EmbeddedTemplates {
  /** Lines that are embedded at once: enough for full batches of most lengths. */
  static final int CHUNK = 1000;

  private final Function<List<String>, List<float[]>> embedder;
  private final Map<String, float[]> vectors = new HashMap<>();

  /** Embeds with {@code embedder}: a vector for each template, in order. */
  EmbeddedTemplates(Function<List<String>, List<float[]>> embedder) {
    this.embedder = embedder;
  }

  /** The lines with their vectors, in order; no vector is kept. */
  static List<EmbeddedLine> of(List<String> commandLines, TextEmbedder embedder) {
    EmbeddedTemplates templates = new EmbeddedTemplates(embedder::embedAll);
    templates.add(commandLines);
    return commandLines.stream().map(templates::line).toList();
  }

  /** Embeds the new templates of {@code commandLines} and keeps their vectors. */
  void add(Collection<String> commandLines) {
    Set<String> missing = new LinkedHashSet<>();
    for (String line : commandLines) {
      String template = CommandTemplate.of(line);
      if (!vectors.containsKey(template)) {
        missing.add(template);
      }
    }
    List<String> texts = new ArrayList<>(missing);
    List<float[]> computed = embedder.apply(texts);
    for (int i = 0; i < texts.size(); i++) {
      vectors.put(texts.get(i), computed.get(i));
    }
  }

  /** A line whose template was added, with its vector. */
  EmbeddedLine line(String commandLine) {
    return EmbeddedLine.of(commandLine, vectors.get(CommandTemplate.of(commandLine)));
  }
}
