package dev.longtail.training.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;

/**
 * The model that is live, as the file {@value #FILE} of a registry says it. {@code longtail
 * release} writes the file, and whoever scores reads it.
 *
 * @param model its content, see {@link ModelContent#digest}
 * @param threshold from which score on it alerts
 * @param since ISO 8601
 */
public record DeployedModel(String model, double threshold, String since) {
  /** Name of the file in the folder of a registry. */
  public static final String FILE = "deployed.json";

  /** Name of the folder of a registry that holds the models, each in a folder of its content. */
  public static final String MODELS = "models";

  /** Refuses what names no model or gives no threshold. */
  public DeployedModel {
    if (model == null || !model.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("field \"model\" is not the content of a model: " + model);
    }
    if (!(threshold >= 0 && threshold <= 2)) {
      throw new IllegalArgumentException("field \"threshold\" is no score: " + threshold);
    }
    since = since == null ? "" : since;
  }

  /**
   * Reads the content of the file.
   *
   * @param where the place, for messages
   * @throws InputException if it names no deployed model
   */
  public static DeployedModel parse(String json, String where) {
    try {
      DeployedModel deployed = Json.MAPPER.readValue(json, DeployedModel.class);
      if (deployed == null) {
        throw new InputException(where + ": no deployed model");
      }
      return deployed;
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": no deployed model: " + Json.problem(e), e);
    }
  }
}
