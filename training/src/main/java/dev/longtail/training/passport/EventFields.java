package dev.longtail.training.passport;

import java.util.HashMap;
import java.util.Map;

/** A sighting under the field names of Sigma and of the Elastic Common Schema. */
final class EventFields {
  private EventFields() {}

  /** Whether {@code parent} is the path of a program, and not a command line. */
  static boolean isPath(String parent) {
    return parent.indexOf('"') < 0
        && (parent.matches("(?i)[a-z]:\\\\[^*?<>|]*\\.exe") || parent.matches("/\\S+"));
  }

  /** The name without its domain, as ECS keeps it. */
  static String account(String user) {
    return user.substring(user.lastIndexOf('\\') + 1);
  }

  static Map<String, String> sigma(LineSighting sighting, String hostField) {
    Map<String, String> fields = new HashMap<>();
    fields.put(SigmaFilter.COMMAND_LINE, sighting.line());
    put(fields, hostField, sighting.host());
    put(fields, "User", sighting.user());
    put(fields, "Image", sighting.image());
    put(fields, isPath(sighting.parent()) ? "ParentImage" : "ParentCommandLine", sighting.parent());
    return fields;
  }

  static Map<String, String> ecs(LineSighting sighting) {
    Map<String, String> fields = new HashMap<>();
    fields.put(ElasticItem.COMMAND_LINE, sighting.line());
    put(fields, "host.name", sighting.host());
    put(fields, "host.os.type", sighting.os());
    put(fields, "user.name", account(sighting.user()));
    put(fields, "process.executable", sighting.image());
    put(
        fields,
        isPath(sighting.parent()) ? "process.parent.executable" : "process.parent.command_line",
        sighting.parent());
    return fields;
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }
}
