package dev.longtail.udfs.format;

import dev.longtail.udfs.format.FieldTree.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows events as XML, also cut off: syslog ends long messages. A field that is cut off is not
 * read. Not an XML parser: it knows no entities but the five of XML and characters by number, and
 * no document can make it read anything else.
 */
final class EventXml {
  private static final List<String> ELEMENTS =
      List.of("EventID", "EventRecordID", "Channel", "Computer");

  private EventXml() {}

  /** The texts of the events in a text, each from its beginning tag. */
  static List<String> events(String text) {
    List<String> events = new ArrayList<>();
    int from = begin(text, 0);
    while (from >= 0) {
      int next = begin(text, from + 6);
      events.add(text.substring(from, next < 0 ? text.length() : next));
      from = next;
    }
    return events;
  }

  /** Whether there is an event in the text. */
  static boolean isEvent(String text) {
    return begin(text, 0) >= 0;
  }

  private static int begin(String text, int from) {
    int at = from;
    while ((at = text.indexOf("<Event", at)) >= 0) {
      char behind = at + 6 < text.length() ? text.charAt(at + 6) : 0;
      if (behind == '>' || behind == ' ') {
        return at;
      }
      at += 6;
    }
    return -1;
  }

  /** Fills a record with the fields of one event, or of its data alone. */
  static void read(String xml, FieldTree tree, RecordView record) throws UnusableFieldException {
    int at = 0;
    while ((at = xml.indexOf('<', at)) >= 0) {
      int end = tagEnd(xml, at);
      if (end < 0) {
        return;
      }
      char first = at + 1 < xml.length() ? xml.charAt(at + 1) : 0;
      switch (first) {
        case 'P' ->
            attribute(xml, at, end, "Provider", "Name", tree.system("Provider.Name"), record);
        case 'T' ->
            attribute(
                xml,
                at,
                end,
                "TimeCreated",
                "SystemTime",
                tree.system("TimeCreated.SystemTime"),
                record);
        case 'E', 'C' -> element(xml, at, end, tree, record);
        case 'D' -> {
          if (isTag(xml, at, "Data")) {
            at = data(xml, at, end, tree.eventData(), record);
            continue;
          }
        }
        default -> {}
      }
      at = end + 1;
    }
  }

  private static boolean isTag(String xml, int at, String name) {
    int behind = at + 1 + name.length();
    return xml.startsWith(name, at + 1)
        && behind < xml.length()
        && (xml.charAt(behind) == '>' || xml.charAt(behind) == ' ' || xml.charAt(behind) == '/');
  }

  private static void attribute(
      String xml, int at, int end, String tag, String name, Node node, RecordView record) {
    if (isTag(xml, at, tag)) {
      put(node, value(xml, at, end, name), record);
    }
  }

  private static void element(String xml, int at, int end, FieldTree tree, RecordView record) {
    for (String name : ELEMENTS) {
      if (isTag(xml, at, name)) {
        int close = xml.indexOf('<', end);
        if (close >= 0) {
          put(tree.system(name), text(xml, end + 1, close).strip(), record);
        }
      }
    }
  }

  private static int data(String xml, int at, int end, Node data, RecordView record)
      throws UnusableFieldException {
    boolean usual = xml.startsWith(" Name=\"", at + 5) && xml.charAt(end - 1) == '"';
    String name = usual ? xml.substring(at + 12, end - 1) : value(xml, at, end, "Name");
    if (xml.charAt(end - 1) == '/') {
      return end + 1;
    }
    int close = xml.indexOf("</Data", end);
    if (close < 0) {
      if (name.equals("CommandLine")) {
        throw new UnusableFieldException(name, "breaks off before its end");
      }
      return xml.length();
    }
    Node node = name.isEmpty() ? null : data.child(name);
    if (node != null && node.slot() >= 0) {
      boolean verbatim = xml.startsWith("<![CDATA[", end + 1);
      int last = verbatim ? xml.indexOf("]]>", end) : close;
      record.put(
          node.slot(),
          verbatim && last >= end + 10 ? xml.substring(end + 10, last) : text(xml, end + 1, close));
    }
    return close + 6;
  }

  private static void put(Node node, String value, RecordView record) {
    if (node != null && node.slot() >= 0 && !value.isEmpty()) {
      record.put(node.slot(), value);
    }
  }

  /** The end of a tag, outside of quotes; negative if it is cut off. */
  private static int tagEnd(String xml, int at) {
    char quote = 0;
    for (int i = at; i < xml.length(); i++) {
      char c = xml.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      }
    }
    return -1;
  }

  private static String value(String xml, int at, int end, String name) {
    int found = at;
    while ((found = xml.indexOf(name, found)) >= 0 && found < end) {
      int equals = found + name.length();
      if (xml.charAt(found - 1) <= ' ' && equals + 1 < end && xml.charAt(equals) == '=') {
        char quote = xml.charAt(equals + 1);
        int close = xml.indexOf(quote, equals + 2);
        if ((quote == '"' || quote == '\'') && close >= 0 && close <= end) {
          return text(xml, equals + 2, close);
        }
      }
      found = equals;
    }
    return "";
  }

  /**
   * Text with its entities. Microsoft Sentinel writes them without their semicolon, which is
   * understood before a blank.
   */
  static String text(String xml, int from, int to) {
    int and = xml.indexOf('&', from);
    if (and < 0 || and >= to) {
      return xml.substring(from, to);
    }
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      char c = xml.charAt(at);
      if (c != '&') {
        text.append(c);
        at++;
        continue;
      }
      int end = at + 1;
      while (end < to && end - at <= 9 && isOfEntity(xml.charAt(end))) {
        end++;
      }
      int character = character(xml.substring(at + 1, end));
      boolean closed = end < to && xml.charAt(end) == ';';
      boolean open = end >= to || xml.charAt(end) == ' ';
      if (character < 0 || !(closed || open)) {
        text.append('&');
        at++;
      } else {
        text.appendCodePoint(character);
        at = closed ? end + 1 : end;
      }
    }
    return text.toString();
  }

  private static boolean isOfEntity(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#';
  }

  private static int character(String entity) {
    return switch (entity) {
      case "lt" -> '<';
      case "gt" -> '>';
      case "amp" -> '&';
      case "quot" -> '"';
      case "apos" -> '\'';
      default -> number(entity);
    };
  }

  private static int number(String entity) {
    if (entity.length() < 2 || entity.charAt(0) != '#') {
      return -1;
    }
    boolean hex = entity.charAt(1) == 'x' || entity.charAt(1) == 'X';
    try {
      int code = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
      return Character.isValidCodePoint(code) ? code : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
