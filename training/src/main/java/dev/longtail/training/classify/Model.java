package dev.longtail.training.classify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trained classifier: the calibrated sum of its parts ({@link PartKind}, {@link
 * ModelClassifier}). Immutable, shared by all threads.
 *
 * <p>A model with embeddings has all parts; it generalises better to sources it has never seen. A
 * model without embeddings has those that read the text alone; it needs no embedding model.
 *
 * <p>On disk it is a folder. {@code model.json} says how the model was made ({@link ModelFacts});
 * beside it is a file for each part, and the training lines by which it explains itself ({@link
 * ModelLine}), unless they are left out.
 */
public final class Model {
  static final int FORMAT = 2;
  private static final String FACTS = "model.json";

  private final ModelFacts facts;
  private final Map<PartKind, Part> parts;
  private final LineSources sources;
  private final ModelLines kept;

  private Model(ModelFacts facts, Map<PartKind, Part> parts, LineSources sources, ModelLines kept) {
    this.facts = facts;
    this.parts = parts;
    this.sources = sources;
    this.kept = kept;
  }

  /**
   * Trains a model on {@code set}; the same set and settings give the same model, bit for bit.
   *
   * @param sources of the training lines, and of those that the model will score: with vectors for
   *     a model with embeddings
   */
  public static Model train(TrainingSet set, ModelSettings settings, LineSources sources) {
    List<LabelledCommand> lines = set.rows();
    TrainingRows rows = TrainingRows.of(lines, sources);
    HeldOutScores heldOut = HeldOutScores.of(rows, settings);
    PlattScaling calibration = PlattScaling.fit(heldOut.sums(), heldOut.malicious());
    Map<PartKind, Part> parts = trainParts(rows, settings);
    ModelFacts facts =
        new ModelFacts(
            FORMAT,
            set.name(),
            parts.keySet().stream().map(PartKind::name).toList(),
            features(),
            MarkColumns.version(),
            sources.vectors().map(LineVectors::model).orElse(""),
            sources.vectors().map(LineVectors::dimensions).orElse(0),
            lines.size(),
            (int) lines.stream().filter(LabelledCommand::isMalicious).count(),
            set.added(),
            digest(lines),
            settings,
            parts.get(PartKind.EMBEDDING_TREES) instanceof EmbeddingTreesPart trees
                ? trees.stopping().orElse(null)
                : null,
            calibration,
            Reliability.of(
                Arrays.stream(heldOut.sums()).map(calibration::probability).toArray(),
                heldOut.malicious()));
    return new Model(facts, parts, sources, ModelLines.of(set, rows));
  }

  /** The parts that {@code rows} allow: without vectors, those that need none. */
  static Map<PartKind, Part> trainParts(TrainingRows rows, ModelSettings settings) {
    Map<PartKind, Part> parts = new EnumMap<>(PartKind.class);
    for (PartKind kind : PartKind.values()) {
      if (rows.haveVectors() || !kind.embedded()) {
        parts.put(kind, kind.train(rows, settings));
      }
    }
    return parts;
  }

  /** Version of the columns of all parts. */
  private static String features() {
    return EmbeddingVectorizer.version() + "+" + NgramVectorizer.version();
  }

  private static String digest(List<LabelledCommand> rows) {
    long digest = rows.size();
    for (LabelledCommand row : rows) {
      digest = CommandHash.mix(digest ^ CommandHash.of(row.cmd()), row.label().ordinal() + 1L);
      digest = CommandHash.mix(digest, CommandHash.of(row.origin().os()));
      digest = CommandHash.mix(digest, CommandHash.of(row.origin().day()));
    }
    return "%016x".formatted(digest);
  }

  /**
   * Loads a model that {@link #save} wrote. A model with embeddings needs {@link #with} before it
   * scores.
   *
   * @param folderOrFile the folder, or a file in it
   * @throws InputException if there is no model, or it has another format, other features or other
   *     marks than this program
   */
  public static Model load(Path folderOrFile) {
    Path folder =
        Files.isRegularFile(folderOrFile)
            ? folderOrFile.toAbsolutePath().getParent()
            : folderOrFile;
    Path file = folder.resolve(FACTS);
    refuseMissing(folderOrFile, file);
    try {
      ModelFacts facts = facts(file);
      Map<PartKind, Part> parts = new EnumMap<>(PartKind.class);
      for (PartKind kind : PartKind.values()) {
        if (facts.parts().contains(kind.name())) {
          refuseMissing(folderOrFile, folder.resolve(kind.file()));
          parts.put(kind, kind.load(folder, facts.dimensions(), facts.settings()));
        }
      }
      ModelLines kept = ModelLines.load(folder);
      if (!kept.isEmpty() && parts.get(PartKind.NEIGHBOURS) instanceof NeighbourPart vectors) {
        kept.refuseOthers(folder, vectors);
      }
      return new Model(facts, parts, LineSources.TEXT, kept);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void refuseMissing(Path given, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("%s: no model; it lacks %s".formatted(given, file.getFileName()));
    }
  }

  private static ModelFacts facts(Path file) throws IOException {
    JsonNode json = Json.MAPPER.readTree(Files.readAllBytes(file));
    int format = json.path("format").asInt();
    if (format != FORMAT) {
      throw new InputException(
          "%s: a model of format %d; this program reads format %d. Train the model again"
              .formatted(file, format, FORMAT));
    }
    ModelFacts facts = Json.MAPPER.treeToValue(json, ModelFacts.class);
    refuseOther(file, "features", facts.features(), features());
    refuseOther(file, "attack marks", facts.marks(), MarkColumns.version());
    List<String> known = Arrays.stream(PartKind.values()).map(PartKind::name).toList();
    if (facts.parts().isEmpty() || !known.containsAll(facts.parts())) {
      throw new InputException(
          "%s: a model of the parts %s; this program knows %s"
              .formatted(file, facts.parts(), known));
    }
    boolean needsVectors =
        Arrays.stream(PartKind.values())
            .anyMatch(kind -> kind.embedded() && facts.parts().contains(kind.name()));
    if (needsVectors && (facts.embedding().isEmpty() || facts.dimensions() < 1)) {
      throw new InputException(file + ": does not say which embedding model its parts need");
    }
    return facts;
  }

  private static void refuseOther(Path file, String what, String found, String known) {
    if (!found.equals(known)) {
      throw new InputException(
          "%s: a model on %s %s; this program knows %s. Train the model again"
              .formatted(file, what, found, known));
    }
  }

  /**
   * Writes the model's files into {@code folder}, which is created if it is missing.
   *
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(FACTS),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
    for (Map.Entry<PartKind, Part> part : parts.entrySet()) {
      part.getValue().save(folder.resolve(part.getKey().file()));
    }
    kept.save(folder);
  }

  /**
   * This model without the training lines by which it explains itself: for places where nobody may
   * read them. Its scores are the same.
   */
  public Model withoutLines() {
    return new Model(facts, parts, sources, ModelLines.NONE);
  }

  /** The training lines that it keeps; empty if it was saved without them. */
  public List<ModelLine> lines() {
    return kept.all();
  }

  /** Its parts. */
  Map<PartKind, Part> parts() {
    return parts;
  }

  /** How the model was made. */
  public ModelFacts facts() {
    return facts;
  }

  /** Whether it scores with embeddings. */
  public boolean needsVectors() {
    return !facts.embedding().isEmpty();
  }

  /**
   * This model with vectors to score by.
   *
   * @throws InputException if they are of another embedding model than it was trained on
   */
  public Model with(LineVectors lineVectors) {
    if (!lineVectors.model().equals(facts.embedding())
        || lineVectors.dimensions() != facts.dimensions()) {
      throw new InputException(
          "the model %s was trained on embeddings of %s with %d components, not of %s with %d"
              .formatted(
                  facts.trainingSet(),
                  facts.embedding(),
                  facts.dimensions(),
                  lineVectors.model(),
                  lineVectors.dimensions()));
    }
    return new Model(facts, parts, sources.with(lineVectors), kept);
  }

  /** As {@link #with}, but a model without embeddings needs no vectors and stays as it is. */
  public Model withIfNeeded(LineVectors lineVectors) {
    return needsVectors() ? with(lineVectors) : this;
  }

  /**
   * This model with other trees on embeddings, e.g. of more rows than its other parts have seen.
   *
   * @param json XGBoost's own format
   * @throws InputException if the trees have other columns
   * @throws IllegalStateException if this is a model without embeddings
   */
  public Model withTrees(byte[] json) {
    if (!needsVectors()) {
      throw new IllegalStateException("a model without embeddings has no trees");
    }
    Map<PartKind, Part> others = new EnumMap<>(parts);
    others.put(
        PartKind.EMBEDDING_TREES,
        EmbeddingTreesPart.of(json, facts.dimensions(), "the trees on embeddings"));
    return new Model(facts, others, sources, kept);
  }

  /**
   * A classifier of this model for one thread.
   *
   * @throws IllegalStateException if the model needs vectors and has none
   */
  public ModelClassifier classifier() {
    if (needsVectors() && sources.vectors().isEmpty()) {
      throw new IllegalStateException("a model with embeddings scores with vectors only");
    }
    return new ModelClassifier(parts, facts.calibration(), sources);
  }

  /**
   * Says why this model gives lines their scores, for one thread.
   *
   * @throws IllegalStateException if the model needs vectors and has none
   */
  public ModelExplainer explainer() {
    return new ModelExplainer(
        classifier(),
        facts.calibration(),
        sources,
        Optional.ofNullable((NeighbourPart) parts.get(PartKind.NEIGHBOURS)),
        kept);
  }

  /**
   * What the mined lines of {@code set} do to scores of this model, for one thread.
   *
   * @param set the set that this model was trained on
   * @throws IllegalStateException if the model was read from a file: it does not know any more how
   *     hard each line pulled
   */
  public MinedPulls pulls(TrainingSet set) {
    double[] duals = ((NgramPart) parts.get(PartKind.NGRAMS)).duals();
    if (duals.length != set.rows().size()) {
      throw new IllegalStateException("only a model that was just trained knows its lines' pulls");
    }
    return MinedPulls.of(
        set, sources, facts.calibration().slope() * PartKind.NGRAMS.factor(), duals);
  }
}
