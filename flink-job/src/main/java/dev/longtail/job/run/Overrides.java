package dev.longtail.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that take precedence over a configuration file's, each as {@code key=value}. A key is
 * written with dots ({@code sink.kafka.topic-prefix}); below {@code properties}, whose names have
 * dots themselves, the rest of it is one name. A value is YAML; an empty one leaves the key out, so
 * that its default holds.
 *
 * @param settings in the order given; the last of one key counts
 */
public record Overrides(List<Setting> settings) {
  /** None. */
  public static final Overrides NONE = new Overrides(List.of());

  private static final String FREE_NAMES = "properties";

  /**
   * A setting.
   *
   * @param path the key's parts
   * @param value YAML
   */
  public record Setting(List<String> path, String value) {
    String key() {
      return String.join(".", path);
    }
  }

  /** Copies the settings. */
  public Overrides {
    settings = List.copyOf(settings);
  }

  /**
   * Reads arguments.
   *
   * @throws InputException naming the one that is no {@code key=value}
   */
  public static Overrides of(List<String> arguments) {
    return new Overrides(arguments.stream().map(Overrides::setting).toList());
  }

  private static Setting setting(String argument) {
    int equals = argument.indexOf('=');
    List<String> path = equals < 1 ? List.of() : path(argument.substring(0, equals));
    if (path.isEmpty() || path.stream().anyMatch(String::isBlank)) {
      throw new InputException(
          "'" + argument + "' is no setting; one is key=value, such as job.parallelism=4");
    }
    return new Setting(path, argument.substring(equals + 1));
  }

  private static List<String> path(String key) {
    List<String> parts = new ArrayList<>();
    String rest = key;
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      if (!parts.isEmpty() && parts.get(parts.size() - 1).equals(FREE_NAMES)) {
        break;
      }
      parts.add(rest.substring(0, dot));
      rest = rest.substring(dot + 1);
    }
    parts.add(rest);
    return parts;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return settings.isEmpty();
  }

  /**
   * Changes a configuration.
   *
   * @param yaml reads the values
   * @throws InputException naming the key whose place is no section, or whose value is no YAML
   */
  void applyTo(ObjectNode configuration, ObjectMapper yaml) {
    for (Setting setting : settings) {
      ObjectNode section = configuration;
      List<String> path = setting.path();
      for (int i = 0; i + 1 < path.size(); i++) {
        JsonNode next = section.get(path.get(i));
        if (next == null || next.isNull()) {
          next = section.putObject(path.get(i));
        }
        if (!(next instanceof ObjectNode inner)) {
          throw new InputException(
              "key %s: %s is a value, not a section"
                  .formatted(setting.key(), String.join(".", path.subList(0, i + 1))));
        }
        section = inner;
      }
      String name = path.get(path.size() - 1);
      JsonNode value = value(setting, yaml);
      if (value.isMissingNode() || value.isNull()) {
        section.remove(name);
      } else {
        section.set(name, value);
      }
    }
  }

  private static JsonNode value(Setting setting, ObjectMapper yaml) {
    try {
      return yaml.readTree(setting.value());
    } catch (JsonProcessingException e) {
      throw new InputException(
          "key %s: '%s' is no YAML value; put it in quotes"
              .formatted(setting.key(), setting.value()),
          e);
    }
  }
}
