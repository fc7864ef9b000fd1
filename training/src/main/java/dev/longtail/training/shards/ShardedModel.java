package dev.longtail.training.shards;

import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.LineVectors;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model whose trees have seen all shards, and whose other parts have seen a sample of them. If
 * the sample holds all lines, it is the model of {@code longtail train}, but for the order of the
 * rows that the trees were grown on.
 */
public final class ShardedModel {
  private ShardedModel() {}

  /**
   * Where the sample lies.
   *
   * @param count number of shards
   */
  public record Samples(int count, Opener opener) {
    /** Opens the sample of a shard. */
    @FunctionalInterface
    public interface Opener {
      ShardReader open(int shard) throws IOException;
    }
  }

  /**
   * Trains the parts of the sample and puts the trees in.
   *
   * @param base the base set's name
   * @param arm what was added to it
   * @param embedding name and digest of the embedding model that made the shards' vectors
   * @param trees on embeddings, of all shards
   */
  public static Model of(
      String base, Arm arm, Samples samples, String embedding, ModelSettings settings, byte[] trees)
      throws IOException {
    List<LabelledCommand> rows = new ArrayList<>();
    List<MinedCommand> added = new ArrayList<>();
    Map<String, float[]> vectors = new HashMap<>();
    int dimensions = 0;
    for (int shard = 0; shard < samples.count(); shard++) {
      try (ShardReader reader = samples.opener().open(shard)) {
        dimensions = reader.dimensions();
        for (Optional<ShardLine> line = reader.next(); line.isPresent(); line = reader.next()) {
          rows.add(line.get().row());
          vectors.put(line.get().row().cmd(), line.get().vector());
          if (line.get().added()) {
            LabelledCommand row = line.get().row();
            added.add(
                new MinedCommand(row.cmd(), "", "", List.of(), row.origin(), LabelLineage.UNKNOWN));
          }
        }
      }
    }
    rows.sort(Comparator.comparing(LabelledCommand::cmd));
    TrainingSet set =
        new TrainingSet(
            arm.nameFor(base),
            base,
            arm,
            rows,
            added.size(),
            0,
            0,
            new TrainingSet.Overlap(0, 0),
            added);
    LineVectors known = new Known(embedding, dimensions, vectors);
    return Model.train(set, settings, LineSources.TEXT.with(known).rememberingMarks())
        .withTrees(trees);
  }

  /** The vectors that the shards bring. */
  private record Known(String model, int dimensions, Map<String, float[]> vectors)
      implements LineVectors {
    @Override
    public float[] of(String commandLine) {
      float[] vector = vectors.get(commandLine);
      if (vector == null) {
        throw new IllegalStateException("no line of the sample: " + commandLine);
      }
      return vector;
    }
  }
}
