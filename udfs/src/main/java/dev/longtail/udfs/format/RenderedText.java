package dev.longtail.udfs.format;

import dev.longtail.udfs.format.FieldTree.Node;
import java.util.Locale;
import java.util.Map;

/**
 * Windows events as text: Splunk's {@code EventCode=4688} lines, and the message that Windows shows
 * for an event.
 */
final class RenderedText {
  /** The labels of event 4688 that are not the names of its fields. */
  private static final Map<String, String> LABELS =
      Map.of(
          "process command line", "CommandLine",
          "new process name", "NewProcessName",
          "new process id", "NewProcessId",
          "creator process name", "ParentProcessName");

  private RenderedText() {}

  /** Whether the text is an event as Splunk writes it. */
  static boolean isEvent(String text) {
    return text.contains("EventCode=") && text.contains("Message=");
  }

  /** The value behind a label of a message; empty if there is none. */
  static String value(String message, String label) {
    int at = 0;
    while ((at = message.indexOf(label, at)) >= 0) {
      int end = at + label.length();
      if (end < message.length() && message.charAt(end) == ':' && beginsLine(message, at)) {
        return line(message, end + 1).strip();
      }
      at = end;
    }
    return "";
  }

  /** The account of the new process in a message, if it is not the one that started it. */
  static String account(String message) {
    int target = Math.max(0, message.indexOf("Target Subject:"));
    String known = accountIn(message.substring(target));
    return known.isEmpty() ? accountIn(message) : known;
  }

  private static String accountIn(String part) {
    return Accounts.of(value(part, "Account Domain"), value(part, "Account Name"));
  }

  private static boolean beginsLine(String text, int at) {
    int i = at - 1;
    while (i >= 0 && (text.charAt(i) == '\t' || text.charAt(i) == ' ')) {
      i--;
    }
    return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
  }

  private static String line(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return text.substring(from, end);
  }

  /** Fills a record with the fields of an event as Splunk writes it. */
  static void read(String text, Node root, RecordView record) {
    boolean message = false;
    boolean first = true;
    int accounts = 0;
    int at = 0;
    while (at < text.length()) {
      String line = line(text, at);
      at += line.length() + 1;
      String stripped = line.strip();
      if (stripped.isEmpty()) {
        continue;
      }
      if (first) {
        first = false;
        put("TimeCreated", stripped.indexOf('=') < 0 ? stripped : "", root, record);
      }
      int equals = line.indexOf('=');
      if (!message && equals > 0 && isWord(line, equals)) {
        message = line.startsWith("Message=");
        put(line.substring(0, equals), line.substring(equals + 1).strip(), root, record);
        continue;
      }
      int colon = stripped.indexOf(':');
      if (!message || colon <= 0) {
        continue;
      }
      String label = stripped.substring(0, colon);
      String value = stripped.substring(colon + 1).strip();
      if (label.equals("Account Name")) {
        put(accounts == 0 ? "SubjectUserName" : "TargetUserName", value, root, record);
      } else if (label.equals("Account Domain")) {
        put(accounts++ == 0 ? "SubjectDomainName" : "TargetDomainName", value, root, record);
      } else {
        put(LABELS.getOrDefault(label.toLowerCase(Locale.ROOT), label), value, root, record);
      }
    }
  }

  private static boolean isWord(String line, int end) {
    for (int i = 0; i < end; i++) {
      if (!Character.isLetterOrDigit(line.charAt(i)) && line.charAt(i) != '_') {
        return false;
      }
    }
    return true;
  }

  private static void put(String name, String value, Node root, RecordView record) {
    Node node = value.isEmpty() || name.indexOf(' ') >= 0 ? null : root.child(name);
    if (node != null && node.slot() >= 0) {
      record.put(node.slot(), value);
    }
  }
}
