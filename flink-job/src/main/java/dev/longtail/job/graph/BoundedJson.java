package dev.longtail.job.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * JSON lines of a bounded size. A line that is too long loses the ends of its longest texts, and
 * says so in a field {@code cut}: a list of {@code {"field","characters","sha256"}} with the length
 * and the SHA-256 of each whole text in UTF-8.
 *
 * <p>A line whose texts are short is not looked at twice: this costs one comparison.
 */
final class BoundedJson {
  /** Stands at the end of a text that was cut. */
  static final String MARK = "…";

  private static final String CUT = "cut";

  /** Enough for one entry of {@code cut}: path, length and digest. */
  private static final int ENTRY_BYTES = 256;

  private static final int MOST_BYTES_OF_A_CHARACTER = 3;

  private BoundedJson() {}

  /** A text in the tree, with the way to put another in its place. */
  private record Leaf(String path, String text, long bytes, Consumer<JsonNode> replace) {}

  /** {@code view} as one line of JSON with at most {@code most} bytes in UTF-8. */
  static String line(Object view, int most) {
    String line = Json.line(view);
    if (line.length() <= most / MOST_BYTES_OF_A_CHARACTER
        || line.getBytes(StandardCharsets.UTF_8).length <= most) {
      return line;
    }
    ObjectNode tree = Json.MAPPER.valueToTree(view);
    List<Leaf> leaves = new ArrayList<>();
    collect("", tree, leaves);
    long texts = leaves.stream().mapToLong(Leaf::bytes).sum();
    long rest = line.getBytes(StandardCharsets.UTF_8).length - texts;
    long room = most - rest - (long) ENTRY_BYTES * (leaves.size() + 1);
    long longest = longestThatFits(leaves, room);
    ArrayNode cuts = tree.putArray(CUT);
    for (Leaf leaf : leaves) {
      if (leaf.bytes > longest) {
        leaf.replace.accept(new TextNode(cut(leaf.text, longest)));
        cuts.addObject()
            .put("field", leaf.path)
            .put("characters", leaf.text.length())
            .put("sha256", Sha256.hex(leaf.text));
      }
    }
    return Json.line(tree);
  }

  /** The size to which all longer texts must be cut, so that together they need {@code room}. */
  private static long longestThatFits(List<Leaf> leaves, long room) {
    List<Long> sizes = leaves.stream().map(Leaf::bytes).sorted().toList();
    long left = Math.max(0, room);
    for (int i = 0; i < sizes.size(); i++) {
      long share = left / (sizes.size() - i);
      if (sizes.get(i) > share) {
        return share;
      }
      left -= sizes.get(i);
    }
    return Long.MAX_VALUE;
  }

  private static void collect(String path, JsonNode node, List<Leaf> leaves) {
    if (node instanceof ObjectNode object) {
      String prefix = path.isEmpty() ? "" : path + ".";
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        add(prefix + name, field.getValue(), text -> object.set(name, text), leaves);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        add(path + "[" + i + "]", array.get(i), text -> array.set(index, text), leaves);
      }
    }
  }

  private static void add(
      String path, JsonNode node, Consumer<JsonNode> replace, List<Leaf> leaves) {
    if (node.isTextual()) {
      String text = node.textValue();
      leaves.add(new Leaf(path, text, bytes(text), replace));
    } else {
      collect(path, node, leaves);
    }
  }

  /**
   * The beginning of {@code text} that needs at most {@code most} bytes as JSON, its mark included;
   * {@code text} itself if it fits.
   */
  static String cut(String text, long most) {
    if (bytes(text) <= most) {
      return text;
    }
    long room = most - bytes(MARK);
    int end = 0;
    while (end < text.length()) {
      int step = Character.charCount(text.codePointAt(end));
      room -= bytes(text, end);
      if (room < 0) {
        break;
      }
      end += step;
    }
    return text.substring(0, end) + MARK;
  }

  private static long bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      bytes += bytes(text, i);
    }
    return bytes;
  }

  /** The bytes of the code point at {@code i} in a JSON text, escapes included. */
  private static int bytes(String text, int i) {
    int c = text.codePointAt(i);
    if ("\"\\\b\f\n\r\t".indexOf(c) >= 0) {
      return 2;
    }
    if (c < ' ' || (c <= Character.MAX_VALUE && Character.isSurrogate((char) c))) {
      return 6;
    }
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return c < 0x10000 ? 3 : 4;
  }
}
