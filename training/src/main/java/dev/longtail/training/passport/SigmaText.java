package dev.longtail.training.passport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Sigma filter as YAML, after the Sigma filters specification 2.1.0. Every text stands between
 * single quotes, in which YAML knows no escape but a doubled quote.
 */
final class SigmaText {
  private SigmaText() {}

  /**
   * What a filter says.
   *
   * @param id of the exception
   * @param title one line
   * @param description why it exists
   * @param date of the last window that gave a line
   * @param patterns regular expressions of whole lines
   * @param scope where it holds
   * @param custom further fields, which tools keep and ignore
   */
  record Content(
      String id,
      String title,
      String description,
      String date,
      List<String> patterns,
      ExceptionScope scope,
      Map<String, String> custom) {}

  static String of(Content content, PassportLimits limits) {
    ExceptionScope scope = content.scope();
    StringBuilder yaml = new StringBuilder();
    line(yaml, "title", content.title());
    line(yaml, "id", content.id());
    line(yaml, "description", content.description());
    line(yaml, "date", content.date());
    yaml.append("logsource:\n    category: process_creation\n");
    if (!scope.os().isEmpty()) {
      yaml.append("    product: ").append(quoted(scope.os())).append('\n');
    }
    yaml.append("filter:\n");
    if (limits.sigmaRules().isEmpty()) {
      yaml.append("    rules: any\n");
    } else {
      yaml.append("    rules:\n");
      limits
          .sigmaRules()
          .forEach(rule -> yaml.append("        - ").append(quoted(rule)).append('\n'));
    }
    yaml.append("    selection:\n");
    values(yaml, SigmaFilter.COMMAND_LINE + "|re", content.patterns());
    values(yaml, limits.hostField(), literals(scope.hosts()));
    values(yaml, "User", literals(scope.users()));
    values(yaml, "Image", literals(scope.images()));
    values(
        yaml,
        scope.parentsArePaths() ? "ParentImage" : "ParentCommandLine",
        literals(scope.parents()));
    yaml.append("    condition: not selection\n");
    content.custom().forEach((name, value) -> line(yaml, name, value));
    return yaml.toString();
  }

  private static void line(StringBuilder yaml, String name, String value) {
    yaml.append(name).append(": ").append(quoted(value)).append('\n');
  }

  private static void values(StringBuilder yaml, String field, List<String> values) {
    if (!values.isEmpty()) {
      yaml.append("        ").append(field).append(":\n");
      values.forEach(value -> yaml.append("            - ").append(quoted(value)).append('\n'));
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Texts in which no character is a wildcard. */
  private static List<String> literals(List<String> texts) {
    List<String> literals = new ArrayList<>();
    for (String text : texts) {
      literals.add(text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?"));
    }
    return literals;
  }
}
