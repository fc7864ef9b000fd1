package dev.longtail.training.passport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.Json;
import java.util.List;

/**
 * An exception list of Elastic Security and its items, as lines of the file that Kibana imports.
 *
 * <p>An item names whole lines. Its wildcards would let a separator through, and with it another
 * command; regular expressions it does not know.
 */
final class ElasticText {
  /** The most lines that an item names. */
  static final int MOST_LINES = 100;

  static final String LIST = "longtail-passport";

  private ElasticText() {}

  /** The list. */
  static String list(String description) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("list_id", LIST)
            .put("type", "detection")
            .put("name", "Longtail: benign command lines")
            .put("description", description)
            .put("namespace_type", "single")
            .<ObjectNode>set("os_types", Json.MAPPER.createArrayNode())
            .set("tags", tags("longtail")));
  }

  /**
   * An item.
   *
   * @param content what the filter of the same family says
   * @param lines the lines that it hides
   * @param expires the last day on which it holds
   */
  static String item(SigmaText.Content content, List<String> lines, String expires) {
    ExceptionScope scope = content.scope();
    ObjectNode item =
        Json.MAPPER
            .createObjectNode()
            .put("item_id", content.id())
            .put("list_id", LIST)
            .put("type", "simple")
            .put("name", content.title())
            .put("description", content.description())
            .put("namespace_type", "single");
    item.set("os_types", Json.MAPPER.createArrayNode());
    item.set("tags", tags("longtail", "expires:" + expires));
    item.put("expire_time", expires + "T23:59:59.000Z");
    ArrayNode comments = item.putArray("comments");
    content
        .custom()
        .forEach((name, value) -> comments.addObject().put("comment", name + ": " + value));
    ArrayNode entries = item.putArray("entries");
    entry(entries, ElasticItem.COMMAND_LINE, lines);
    entry(entries, "host.os.type", scope.os().isEmpty() ? List.of() : List.of(scope.os()));
    entry(entries, "host.name", scope.hosts());
    entry(
        entries, "user.name", scope.users().stream().map(EventFields::account).distinct().toList());
    entry(entries, "process.executable", scope.images());
    entry(
        entries,
        scope.parentsArePaths() ? "process.parent.executable" : "process.parent.command_line",
        scope.parents());
    return Json.line(item);
  }

  private static ArrayNode tags(String... tags) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (String tag : tags) {
      array.add(tag);
    }
    return array;
  }

  private static void entry(ArrayNode entries, String field, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    ObjectNode entry =
        entries
            .addObject()
            .put("field", field)
            .put("operator", "included")
            .put("type", values.size() == 1 ? "match" : "match_any");
    if (values.size() == 1) {
      entry.put("value", values.get(0));
    } else {
      values.forEach(entry.putArray("value")::add);
    }
  }
}
