package dev.longtail.job.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The schema of a custom resource, applied key by key. An API server drops a key that the schema
 * lacks without a word, and libraries for JSON Schema allow it; here it is a problem.
 */
final class CrdSchema {
  private final String kind;
  private final JsonNode schema;

  private CrdSchema(String kind, JsonNode schema) {
    this.kind = kind;
    this.schema = schema;
  }

  /** Reads a CustomResourceDefinition, compressed. */
  static CrdSchema read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      JsonNode definition = new YAMLMapper().readTree(in).path("spec");
      return new CrdSchema(
          definition.path("names").path("kind").asText(),
          definition.path("versions").path(0).path("schema").path("openAPIV3Schema"));
    }
  }

  String kind() {
    return kind;
  }

  /** What is wrong with an object, each with its path. */
  List<String> problems(JsonNode object) {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      switch (field.getKey()) {
        case "apiVersion", "kind", "metadata" -> {} // checked for every object, by the strict model
        case "status" -> problems.add("status: is the operator's");
        default ->
            check(
                field.getValue(),
                schema.path("properties").path(field.getKey()),
                field.getKey(),
                problems);
      }
    }
    return problems;
  }

  private static void check(JsonNode value, JsonNode schema, String path, List<String> problems) {
    if (schema.isMissingNode()) {
      problems.add(path + ": is not in the schema");
      return;
    }
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return;
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      if (!value.isTextual() && !value.isIntegralNumber()) {
        problems.add(path + ": is neither a text nor a whole number");
      }
      return;
    }
    if (!isOfType(value, schema.path("type").asText())) {
      problems.add(path + ": is not of type " + schema.path("type").asText());
      return;
    }
    checkScalar(value, schema, path, problems);
    if (value.isObject()) {
      checkObject(value, schema, path, problems);
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      check(value.get(i), schema.path("items"), path + "[" + i + "]", problems);
    }
  }

  private static void checkObject(
      JsonNode value, JsonNode schema, String path, List<String> problems) {
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode named = schema.path("properties").path(field.getKey());
      check(
          field.getValue(),
          named.isMissingNode() ? schema.path("additionalProperties") : named,
          path + "." + field.getKey(),
          problems);
    }
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        problems.add(path + "." + required.asText() + ": is missing");
      }
    }
  }

  private static void checkScalar(
      JsonNode value, JsonNode schema, String path, List<String> problems) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray() && !contains(allowed, value)) {
      problems.add(path + ": " + value + " is none of " + allowed);
    }
    if (schema.has("pattern")
        && value.isTextual()
        && !Pattern.compile(schema.get("pattern").asText()).matcher(value.asText()).find()) {
      problems.add(path + ": " + value + " does not match " + schema.get("pattern"));
    }
    if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
      problems.add(path + ": is less than " + schema.get("minimum"));
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }
}
