package dev.longtail.job.scoring;

import dev.longtail.training.classify.HalfScores;
import dev.longtail.training.classify.LineVectors;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelClassifier;
import dev.longtail.training.classify.ModelExplainer;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.OptionalDouble;

/**
 * Scores lines by one model, for one thread. Embeddings come from its caller, who computes them
 * beside the stream: first it asks whether a line {@link #needsVector}.
 */
public final class LiveScorer implements AutoCloseable {
  private final LiveModel live;
  private final LoadedModel loaded;
  private final HeldVector vector = new HeldVector();
  private final ModelClassifier classifier;
  private final ModelExplainer explainer;

  /** The one vector that there is at a time. */
  private final class HeldVector implements LineVectors {
    private float[] held;

    @Override
    public String model() {
      return loaded.embedding();
    }

    @Override
    public int dimensions() {
      return loaded.dimensions();
    }

    @Override
    public float[] of(String commandLine) {
      return held;
    }
  }

  /**
   * Reads {@code live}, or shares it; must be closed.
   *
   * @throws dev.longtail.udfs.io.InputException if it cannot be used
   */
  public LiveScorer(LiveModel live, EmbeddingModel embedding) {
    this.live = live;
    this.loaded = LoadedModel.lease(live, embedding);
    Model model = loaded.with(vector);
    this.classifier = model.classifier();
    this.explainer = model.explainer();
  }

  /** The model. */
  public LiveModel model() {
    return live;
  }

  /** Whether a score may count, but only the embedding can say. */
  public boolean needsVector(String commandLine) {
    return loaded.needsVectors() && classifier.mayReach(live.floor(), commandLine);
  }

  /**
   * The score, if it counts ({@link LiveModel#floor}).
   *
   * @param itsVector the embedding of the line; null where it is not needed
   */
  public OptionalDouble score(String commandLine, float[] itsVector) {
    if (itsVector == null && loaded.needsVectors()) {
      return OptionalDouble.empty();
    }
    vector.held = itsVector;
    return classifier.scoreFrom(live.floor(), commandLine);
  }

  /**
   * How unsure the half of the model is that reads the text: 0 if undecided, the lower the surer.
   * No embedding is needed.
   */
  public double textDoubt(String commandLine) {
    return HalfScores.doubt(classifier.textLogOdds(commandLine));
  }

  /**
   * How unsure the whole model is, likewise.
   *
   * @param itsVector the embedding of the line; null if the model needs none
   */
  public double doubt(String commandLine, float[] itsVector) {
    vector.held = itsVector;
    return classifier.halves(commandLine).doubt();
  }

  /** Whether the model scores with embeddings. */
  public boolean needsVectors() {
    return loaded.needsVectors();
  }

  /**
   * Why a line has its score.
   *
   * @param itsVector the embedding of the line; null if the model needs none
   */
  public LineReasons explain(String commandLine, float[] itsVector) {
    vector.held = itsVector;
    return LineReasons.of(explainer.explain(commandLine));
  }

  @Override
  public void close() {
    loaded.close();
  }
}
