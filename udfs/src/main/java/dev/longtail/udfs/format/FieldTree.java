package dev.longtail.udfs.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The keys of all fields of all readers, as a tree. {@link JsonScan} walks it beside the record, so
 * that a key that nobody reads costs one look-up and its value is skipped.
 *
 * <p>Records lie in envelopes. The keys of an envelope lead back to the root of the tree. Not
 * thread-safe.
 */
final class FieldTree {
  /** Keys whose object is the record itself. */
  private static final List<String> ENVELOPES =
      List.of("_source", "payload", "result", "properties", "data", "value", "body", "raw", "udm");

  /** Keys whose list holds records. */
  private static final List<String> LISTS =
      List.of("records", "events", "data", "snapshot", "value", "results", "hits.hits");

  /** Where Tracee has the arguments of an event, as pairs of a name and a value. */
  private static final String TRACEE_ARGUMENTS = "args";

  /** What is read of the head of a Windows event in XML. */
  private static final List<String> SYSTEM =
      List.of(
          "Provider.Name",
          "TimeCreated.SystemTime",
          "EventID",
          "EventRecordID",
          "Channel",
          "Computer");

  private static final Node NONE = new Node();

  private final Node root = new Node();
  private final Node eventData;
  private final Map<String, Node> systemFields = new HashMap<>();

  /** A place in the tree. */
  static final class Node {
    /**
     * Keys that were looked up, also those that are in no field, are remembered up to this many.
     */
    private static final int MOST_REMEMBERED = 2048;

    private final Map<String, Node> children = new HashMap<>();
    private int slot = -1;
    private boolean list;
    private boolean named;
    private Node inner = this;
    private Node instead;
    private byte[][] keys = new byte[16][];
    private Node[] found = new Node[16];
    private int remembered;
    private final Map<String, Node> byName = new HashMap<>();

    /** Where a value of this key is kept; -1 if nobody reads it. */
    int slot() {
      return slot;
    }

    /** Whether a list here holds records. */
    boolean isList() {
      return list;
    }

    /** Whether a list here holds pairs of a name and a value. */
    boolean isNamed() {
      return named;
    }

    /** Where the keys of an object here are looked up. */
    Node inner() {
      return inner;
    }

    /** Whether an object here is a record, or holds one beside fields of its own. */
    boolean isEnvelope() {
      return inner != this || instead != null;
    }

    boolean hasChildren() {
      return !inner.children.isEmpty() || inner.instead != null;
    }

    /** The place of a key of this object; null if nobody reads it. */
    Node child(byte[] bytes, int from, int to, int hash) {
      int at = hash & (keys.length - 1);
      while (keys[at] != null) {
        if (Arrays.equals(keys[at], 0, keys[at].length, bytes, from, to)) {
          return found[at] == NONE ? null : found[at];
        }
        at = (at + 1) & (keys.length - 1);
      }
      Node node = child(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      if (remembered < MOST_REMEMBERED) {
        remember(Arrays.copyOfRange(bytes, from, to), node == null ? NONE : node);
      }
      return node;
    }

    /** The same for a key in text. */
    Node child(String key) {
      Node known = byName.get(key);
      if (known != null) {
        return known == NONE ? null : known;
      }
      Node child = find(key);
      if (byName.size() < MOST_REMEMBERED) {
        byName.put(key, child == null ? NONE : child);
      }
      return child;
    }

    private Node find(String key) {
      String lower = key.toLowerCase(Locale.ROOT);
      Node child = children.get(lower);
      if (child == null && lower.indexOf('.') > 0) {
        child = this;
        for (String part : lower.split("\\.", -1)) {
          child = child == null ? null : child.inner.children.get(part);
        }
      }
      return child == null && instead != null ? instead.child(key) : child;
    }

    private void remember(byte[] key, Node node) {
      if (++remembered * 2 > keys.length) {
        byte[][] old = keys;
        Node[] nodes = found;
        keys = new byte[2 * old.length][];
        found = new Node[keys.length];
        for (int i = 0; i < old.length; i++) {
          if (old[i] != null) {
            put(old[i], nodes[i]);
          }
        }
      }
      put(key, node);
    }

    private void put(byte[] key, Node node) {
      int at = JsonScan.hash(key, 0, key.length) & (keys.length - 1);
      while (keys[at] != null) {
        at = (at + 1) & (keys.length - 1);
      }
      keys[at] = key;
      found[at] = node;
    }

    private Node make(String path) {
      Node node = this;
      for (String key : Field.keys(path)) {
        node = node.inner.children.computeIfAbsent(key, unused -> new Node());
      }
      return node;
    }
  }

  FieldTree(List<Field> fields) {
    for (Field field : fields) {
      for (int i = 0; i < field.slots().length; i++) {
        root.make(field.writtenPaths().get(i)).slot = field.slots()[i];
      }
    }
    for (String path : WindowsFields.NAMED_LISTS) {
      root.make(path).named = true;
    }
    root.make(TRACEE_ARGUMENTS).named = true;
    for (String name : WindowsFields.GELF) {
      root.children.putIfAbsent('_' + name.toLowerCase(Locale.ROOT), root.make(name));
    }
    for (String envelope : ENVELOPES) {
      root.make(envelope).inner = root;
    }
    for (String list : LISTS) {
      Node node = root.make(list);
      node.list = true;
    }
    // Splunk's collector writes {"event": {...}}; the event of ECS has fields of its own there.
    root.make("event").instead = root;
    eventData = root.make("event.eventdata");
    for (String name : SYSTEM) {
      systemFields.put(name, root.make("event.system." + name));
    }
  }

  Node root() {
    return root;
  }

  /** The place of the data of a Windows event in XML. */
  Node eventData() {
    return eventData;
  }

  /** The place of a field of a Windows event's head in XML. */
  Node system(String name) {
    return systemFields.get(name);
  }
}
