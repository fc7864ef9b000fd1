package dev.longtail.udfs.format;

import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.AuditFragment.Argument;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.EventTime.NoTimeException;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the Linux audit log, as auditd, the kernel, syslog and auoms write it: {@code
 * node=web1 type=EXECVE msg=audit(1615114232.375:15558): argc=1 a0="whoami"}.
 */
final class AuditLine {
  private static final String AUDIT = "audit(";

  /** Between a record and the names that auditd adds to it. */
  private static final char ENRICHED = 0x1d;

  /** {@code 01/05/2025 12:00:00.250:4711}, month first, as {@code ausearch -i} writes it. */
  private static final Pattern INTERPRETED =
      Pattern.compile("(\\d\\d/\\d\\d/\\d{2,4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3}):\\d{1,18}");

  private final String line;
  private boolean interpreted;
  private int at;
  private String key = "";
  private String value = "";
  private boolean quoted;

  private AuditLine(String line, int at) {
    this.line = line;
    this.at = at;
  }

  /** Whether the text may be a line of the audit log. */
  static boolean isAudit(String text) {
    if ((text.startsWith("type=") || text.startsWith("node=")) && text.indexOf(" msg=") > 0) {
      return true;
    }
    int begin = text.indexOf(AUDIT);
    return begin >= 0
        && begin + AUDIT.length() < text.length()
        && isDigit(text.charAt(begin + AUDIT.length()))
        && text.lastIndexOf("type=", begin) >= 0;
  }

  /** Milliseconds of {@code 1615114232.375:15558}; negative if it is no such id. */
  static long timeOfId(String id) {
    int point = id.indexOf('.');
    int colon = id.indexOf(':');
    if (point < 9 || point > 11 || colon != point + 4 || colon + 1 >= id.length()) {
      return -1;
    }
    for (int i = 0; i < id.length(); i++) {
      if (i != point && i != colon && !isDigit(id.charAt(i))) {
        return -1;
      }
    }
    return 1000 * Long.parseLong(id.substring(0, point))
        + Integer.parseInt(id.substring(point + 1, colon));
  }

  /** The same for an id whose time is written in words, which is taken for UTC. */
  static long timeOfInterpretedId(String id) {
    Matcher match = INTERPRETED.matcher(id);
    if (!match.matches()) {
      return -1;
    }
    String time = match.group(1);
    String year = time.substring(6, time.indexOf(' '));
    String full = year.length() == 2 ? time.substring(0, 6) + "20" + time.substring(6) : time;
    try {
      return Times.of(full).millis();
    } catch (NoTimeException e) {
      return -1;
    }
  }

  /**
   * What a text holds that may have several records, each behind the other, as Wazuh and Auditbeat
   * keep them.
   *
   * @param host of the envelope, for records that name no node
   */
  static ParsedRecord readAll(String text, String host) {
    int first = text.indexOf(AUDIT);
    int next = first < 0 ? -1 : nextRecord(text, first);
    if (next < 0) {
      return read(text, host);
    }
    List<ParsedRecord> records = new ArrayList<>();
    int begin = 0;
    while (next >= 0) {
      records.add(read(text.substring(begin, next).stripTrailing(), host));
      begin = next;
      next = nextRecord(text, text.indexOf(AUDIT, begin));
    }
    records.add(read(text.substring(begin).stripTrailing(), host));
    return new ParsedRecord.Several(records);
  }

  /**
   * Where the record begins behind the one whose id is at {@code at}; negative if there is none.
   */
  private static int nextRecord(String text, int at) {
    if (isAuoms(text, at)) {
      return -1;
    }
    int found = at;
    while ((found = text.indexOf(AUDIT, found + 1)) >= 0) {
      int begin = text.lastIndexOf("type=", found);
      boolean begins =
          begin > at
              && text.charAt(begin - 1) <= ' '
              && text.startsWith(" msg=", found - 5)
              && found + AUDIT.length() < text.length()
              && isDigit(text.charAt(found + AUDIT.length()));
      for (int i = begin; begins && i < found - 5; i++) {
        begins = text.charAt(i) > ' ';
      }
      if (begins) {
        int node = text.lastIndexOf("node=", begin);
        boolean named =
            node > at
                && text.charAt(node - 1) <= ' '
                && text.substring(node, begin - 1).indexOf(' ') < 0;
        return named ? node : begin;
      }
    }
    return -1;
  }

  /** The command line of auoms may hold anything. */
  private static boolean isAuoms(String text, int at) {
    int type = text.lastIndexOf("type=", at);
    return type >= 0 && text.startsWith("AUOMS_", type + 5);
  }

  /**
   * What the line holds.
   *
   * @param host of the envelope, for lines that name no node
   */
  static ParsedRecord read(String line, String host) {
    int found = line.indexOf(AUDIT);
    int begin = found < 0 ? line.indexOf(" msg=") : found;
    int end = found < 0 ? -1 : line.indexOf(')', found);
    String id = end < 0 ? "" : line.substring(found + AUDIT.length(), end);
    long exact = timeOfId(id);
    long ts = exact < 0 && end > 0 ? timeOfInterpretedId(id) : exact;
    String type = word(line, "type=", begin);
    if (ts < 0 && !isOfStart(type)) {
      return other(Rejected.NO_TIME);
    }
    if (ts < 0) {
      return new Rejected(
          "field msg: no time and serial number, as in audit(1615114232.375:15558)",
          Rejected.NO_TIME);
    }
    String node = word(line, "node=", begin);
    String of = node.isEmpty() ? host : node;
    int fields = end + 1 < line.length() && line.charAt(end + 1) == ':' ? end + 2 : end + 1;
    AuditLine record = new AuditLine(line, fields);
    record.interpreted = exact < 0;
    return switch (type) {
      case "EXECVE", "1309", "UNKNOWN[1309]" -> record.execve(of, ts, id);
      case "SYSCALL", "1300", "UNKNOWN[1300]" -> record.syscall(of, ts, id);
      case "AUOMS_EXECVE", "14688", "UNKNOWN[14688]" -> record.auoms(of, ts, id);
      default -> other(ts);
    };
  }

  private static boolean isOfStart(String type) {
    return type.contains("EXECVE") || type.equals("SYSCALL") || type.contains("130");
  }

  private static ParsedRecord other(long ts) {
    return new ParsedRecord.Skipped(SkipReason.OTHER_AUDIT_RECORD, ts);
  }

  private static String word(String line, String name, int before) {
    int begin = line.lastIndexOf(name, before);
    if (begin < 0) {
      return "";
    }
    int from = begin + name.length();
    int end = from;
    while (end < before && line.charAt(end) > ' ') {
      end++;
    }
    return line.substring(from, end);
  }

  private ParsedRecord syscall(String host, long ts, String id) {
    String arch = "";
    String number = "";
    String name = "";
    String user = "";
    String image = "";
    String pid = "";
    boolean failed = false;
    while (next()) {
      switch (key) {
        case "arch" -> arch = value;
        case "syscall" -> number = value;
        case "SYSCALL" -> name = value;
        case "success" -> failed = value.equals("no");
        case "pid" -> pid = value;
        case "exe" -> image = interpreted ? value : text();
        case "uid" -> user = user.isEmpty() ? value : user;
        case "UID" -> user = value;
        default -> {}
      }
    }
    if (!isExecve(arch, number, name)) {
      return other(ts);
    }
    return new ParsedRecord.Fragment(
        new AuditFragment(host, ts, id, true, failed, user, image, pid, -1, List.of()));
  }

  /** Whether the call is execve or execveat; yes if the architecture is not known. */
  private static boolean isExecve(String arch, String number, String name) {
    if (!name.isEmpty()) {
      return name.equals("execve") || name.equals("execveat");
    }
    return switch (number) {
      case "execve", "execveat", "" -> true;
      default ->
          switch (arch) {
            case "c000003e", "x86_64" -> number.equals("59") || number.equals("322");
            case "40000003", "i386" -> number.equals("11") || number.equals("358");
            case "c00000b7", "aarch64", "c00000f3", "riscv64" ->
                number.equals("221") || number.equals("281");
            case "40000028", "arm" -> number.equals("11") || number.equals("387");
            case "c0000015", "80000015", "ppc64le", "ppc64" ->
                number.equals("11") || number.equals("362");
            case "80000016", "s390x" -> number.equals("11") || number.equals("354");
            default -> true;
          };
    };
  }

  /**
   * The arguments as {@code ausearch -i} writes them: without quotation marks, each up to the name
   * of the next.
   */
  private ParsedRecord interpretedExecve(String host, long ts, String id) {
    boolean begins = next() && key.equals("argc");
    int argc = begins ? number(value) : -1;
    List<Argument> arguments = new ArrayList<>();
    int from = line.indexOf(" a0=", at - 1);
    for (int i = 0; i < argc && from >= 0; i++) {
      from = line.indexOf('=', from) + 1;
      int next = i + 1 < argc ? line.indexOf(" a" + (i + 1) + '=', from) : -1;
      String text = line.substring(from, next < 0 ? line.length() : next);
      // A line ends with a blank.
      String argument = next < 0 ? text.stripTrailing() : text;
      arguments.add(
          new Argument(
              i,
              -1,
              -1,
              argument.length(),
              new String(argument.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
      from = next;
    }
    return new ParsedRecord.Fragment(
        new AuditFragment(host, ts, id, false, false, "", "", "", argc, arguments));
  }

  private ParsedRecord execve(String host, long ts, String id) {
    if (interpreted) {
      return interpretedExecve(host, ts, id);
    }
    List<Argument> arguments = new ArrayList<>();
    int argc = -1;
    int longIndex = -1;
    long length = -1;
    int total = 0;
    while (next()) {
      if (key.equals("argc")) {
        argc = number(value);
        continue;
      }
      if (key.length() < 2 || key.charAt(0) != 'a' || !isDigit(key.charAt(1))) {
        continue;
      }
      if (key.endsWith("_len")) {
        longIndex = number(key.substring(1, key.length() - 4));
        length = number(value);
        continue;
      }
      int bracket = key.indexOf('[');
      int index = number(bracket < 0 ? key.substring(1) : key.substring(1, bracket));
      int close = key.indexOf(']', bracket + 1);
      int part = bracket < 0 || close < 0 ? -1 : number(key.substring(bracket + 1, close));
      if (index >= 0 && (bracket < 0 || part >= 0)) {
        total += value.length();
        if (total > 2 * NativeEventParser.MAX_COMMAND_LENGTH) {
          return new Rejected(
              "field command_line: more than the "
                  + NativeEventParser.MAX_COMMAND_LENGTH
                  + " characters that are accepted",
              ts);
        }
        arguments.add(
            new Argument(index, part, index == longIndex ? length : -1, value.length(), bytes()));
      }
    }
    return new ParsedRecord.Fragment(
        new AuditFragment(host, ts, id, false, false, "", "", "", argc, arguments));
  }

  /**
   * One record that auoms made of all. Quotation marks in its command line are as they are, so the
   * line ends before the next field.
   */
  private ParsedRecord auoms(String host, long ts, String id) {
    String command = "";
    int begin = line.indexOf(" cmdline=", at);
    String before = begin < 0 ? line : line.substring(0, begin);
    if (begin >= 0) {
      int from = begin + " cmdline=".length();
      int end = line.lastIndexOf(" redactors=");
      end = end < from ? line.length() : end;
      String written = line.substring(from, end).strip();
      quoted = written.length() > 1 && written.startsWith("\"") && written.endsWith("\"");
      value = quoted ? written.substring(1, written.length() - 1) : written;
      command = text();
    }
    AuditLine fields = new AuditLine(before, at);
    String success = "";
    String user = "";
    String image = "";
    while (fields.next()) {
      switch (fields.key) {
        case "success" -> success = fields.value;
        case "user" -> user = fields.value;
        case "exe" -> image = fields.text();
        default -> {}
      }
    }
    EventTime time = new EventTime(ts, EpochUnit.MILLISECONDS);
    if (success.equals("no")) {
      return Starts.skipped(SkipReason.FAILED, time);
    }
    return Starts.of(
        new Starts.Found(id, "", host, user, "linux", "", image, command), time, "msg");
  }

  /** Reads the next field; false at the end. */
  private boolean next() {
    int length = line.length();
    while (true) {
      while (at < length && (line.charAt(at) <= ' ' || line.charAt(at) == ',')) {
        at++;
      }
      int begin = at;
      while (at < length && line.charAt(at) > ' ' && line.charAt(at) != '=') {
        at++;
      }
      if (at >= length) {
        return false;
      }
      if (line.charAt(at) == '=' && at > begin) {
        key = line.substring(begin, at);
        at++;
        readValue();
        return true;
      }
      at++;
    }
  }

  private void readValue() {
    int length = line.length();
    char quote = at < length ? line.charAt(at) : 0;
    if (quote == '"' || quote == '\'') {
      int close = line.indexOf(quote, at + 1);
      quoted = true;
      value = line.substring(at + 1, close < 0 ? length : close);
      at = close < 0 ? length : close + 1;
      return;
    }
    int begin = at;
    while (at < length && line.charAt(at) > ' ' && line.charAt(at) != ENRICHED) {
      at++;
    }
    quoted = false;
    value = line.substring(begin, at);
  }

  /** The value's bytes, one a character: without quotes it is hexadecimal digits. */
  private String bytes() {
    if (quoted || !isHex(value)) {
      return new String(
          value.equals("(null)") && !quoted ? new byte[0] : value.getBytes(StandardCharsets.UTF_8),
          StandardCharsets.ISO_8859_1);
    }
    byte[] bytes = new byte[value.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (16 * digit(value.charAt(2 * i)) + digit(value.charAt(2 * i + 1)));
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String text() {
    return textOf(bytes());
  }

  static String textOf(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static boolean isHex(String value) {
    if (value.isEmpty() || value.length() % 2 != 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isDigit(c) && (c < 'A' || c > 'F')) {
        return false;
      }
    }
    return true;
  }

  private static int digit(char c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A small number; -1 if it is none. */
  private static int number(String text) {
    if (text.isEmpty() || text.length() > 9) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
