package dev.longtail.job.graph;

import dev.longtail.detectors.flink.StateSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the bytes of serializer snapshots and savepoints for what must not be there. */
final class StateNames {
  private static final Pattern OURS = Pattern.compile("dev[./]longtail[\\w.$/]*");

  /** Flink's serializers that write names of classes or fields. */
  private static final Pattern BY_CLASS =
      Pattern.compile("[\\w.]*(?:Pojo|Kryo|Java|Writable|Avro)Serializer[\\w$]*");

  private StateNames() {}

  /** Names of our classes but the one that Flink needs, and of serializers that write some. */
  static Set<String> unwanted(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Set<String> found = new TreeSet<>();
    for (Pattern pattern : Set.of(OURS, BY_CLASS)) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        // A length that is a letter may stand before a name, the first byte of the next behind it.
        if (!matcher.group().startsWith(StateSnapshot.class.getName())) {
          found.add(matcher.group());
        }
      }
    }
    return found;
  }

  /** Whether a logical name stands in the bytes, behind its length as in {@code writeUTF}. */
  static boolean holds(byte[] bytes, String name) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains("\0" + (char) name.length() + name);
  }
}
