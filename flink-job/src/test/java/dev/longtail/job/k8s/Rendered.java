package dev.longtail.job.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that an overlay renders to.
 *
 * @param objects in their order
 */
record Rendered(List<JsonNode> objects) {
  /** Long texts stay on one line, so that a test finds what it breaks. */
  static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.SPLIT_LINES).build();

  /** What {@code kubectl kustomize} makes of a folder; needs no cluster and no network. */
  static Rendered of(Path overlay) {
    Tools.Result result = Tools.run(Path.of("."), "kubectl", "kustomize", overlay.toString());
    if (result.status() != 0) {
      throw new AssertionError(overlay + ": " + result.errors());
    }
    return parse(result.output());
  }

  /** The objects of a text with {@code ---} between them. */
  static Rendered parse(String yaml) {
    List<JsonNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      documents.forEachRemaining(objects::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Rendered(objects);
  }

  /** The same text again, for a test that breaks it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (JsonNode object : objects) {
      try {
        text.append(YAML.writeValueAsString(object));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }

  /** All objects of a kind. */
  List<JsonNode> all(String kind) {
    return objects.stream().filter(each -> kind.equals(each.path("kind").asText())).toList();
  }

  /** The pods' template of a Flink cluster, whichever kind holds it; missing for other objects. */
  static JsonNode flinkSpec(JsonNode object) {
    return switch (object.path("kind").asText()) {
      case "FlinkDeployment" -> object.path("spec");
      case "FlinkBlueGreenDeployment" -> object.path("spec").path("template").path("spec");
      default -> MissingNode.getInstance();
    };
  }

  /** The specifications of all Flink clusters. */
  List<JsonNode> clusters() {
    return objects.stream().map(Rendered::flinkSpec).filter(spec -> !spec.isMissingNode()).toList();
  }
}
