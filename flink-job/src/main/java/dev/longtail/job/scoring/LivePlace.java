package dev.longtail.job.scoring;

import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.DeployedModel;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;

/**
 * Where the live model is named: the folder of a registry, whose {@code deployed.json} names it, or
 * the folder of a model itself. A registry is the better place: its models never change, so that a
 * restarted job finds the model that it was using.
 *
 * @param location of the folder
 * @param embedding computes the embeddings, if a model needs any
 */
public record LivePlace(String location, EmbeddingModel embedding) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The threshold of a model of which no release gate has measured one. */
  public static final double UNMEASURED = 0.9;

  /**
   * The model that is live now. Whether it can be used shows when it is read ({@link LoadedModel}).
   *
   * @throws InputException if none is named, or it cannot be read
   */
  public LiveModel now() {
    Location place = new Location(location);
    Location deployed = place.resolve(DeployedModel.FILE);
    if (FileSystems.exists(deployed)) {
      return named(FileSystems.text(deployed), deployed.text());
    }
    return new LiveModel(location, ReadModel.read(place).digest(), UNMEASURED, "");
  }

  /**
   * The model that a text names, as {@code deployed.json} has it.
   *
   * @param where the place of the text, for messages
   * @throws InputException if it names none
   */
  public LiveModel named(String json, String where) {
    DeployedModel deployed = DeployedModel.parse(json, where);
    Location models = new Location(location).resolve(DeployedModel.MODELS);
    return new LiveModel(
        models.resolve(deployed.model()).text(),
        deployed.model(),
        deployed.threshold(),
        deployed.since());
  }

  /**
   * The live model, after it was read and found usable.
   *
   * @throws InputException if it cannot be used, saying why
   */
  public LiveModel checked() {
    LiveModel live = now();
    LoadedModel.lease(live, embedding).close();
    return live;
  }
}
