package dev.longtail.udfs.format;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.PlainBytes;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.io.RecordLines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads records of all formats, mixed in any way. A record's own fields say which format it has,
 * never the records around it; those only decide what is tried first, which costs less.
 *
 * <p>A record with {@code ts} and {@code command_line} or {@code cmd} is Longtail's own.
 */
public final class AutoParser implements EventParser {
  /** How many envelopes of text a record may lie in. */
  private static final int DEEPEST = 3;

  private static final Field TS = Field.of("ts");
  private static final Field COMMAND = Field.of("command_line", "cmd");

  /** Fields in which collectors put a whole record as text. */
  private static final Field TEXTS =
      Field.of(
          "message",
          "_raw",
          "SyslogMessage",
          "log",
          "event",
          "payload",
          "data",
          "body",
          "value",
          "event.original",
          "RawData",
          "msg",
          "full_log",
          "text",
          "line",
          "raw",
          "result",
          "Message");

  /** Fields in which collectors put the data of a Windows event as XML. */
  private static final Field XML =
      Field.of("EventData", "event_data", "winlog.event_data", "ParameterXml", "EventXml");

  private static final Field HOST =
      Field.of(
          "host.name",
          "host.hostname",
          "host",
          "Computer",
          "HostName",
          "hostname",
          "_HOSTNAME",
          "agent.name");

  /** What shows that a record is one of a known collector, whatever it holds. */
  private static final Field COLLECTOR =
      Field.of(
          "TenantId",
          "_ResourceId",
          "ecs.version",
          "agent.type",
          "agent.version",
          "beat.version",
          "@version",
          "sourcetype",
          "SourceModuleType",
          "event.dataset",
          "event.kind",
          "event.category",
          "decoder.name",
          "SYSLOG_IDENTIFIER",
          "_TRANSPORT");

  private static final Field COLLECTOR_TIME =
      Field.of(
          "@timestamp",
          "TimeGenerated",
          "_time",
          "time",
          "EventTime",
          "timestamp",
          "__REALTIME_TIMESTAMP");

  private static final Pattern SYSLOG =
      Pattern.compile(
          "(<\\d{1,3}>)?(\\d )?([A-Z][a-z]{2} [ \\d]\\d"
              + " \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT[0-9:.+Z-]{8,30}) .*",
          Pattern.DOTALL);

  private static final ParsedRecord UNKNOWN =
      new Rejected("field (record): of no known format", Rejected.NO_TIME);

  private final NativeEventParser ownFormat = new NativeEventParser();
  private final EventFormat wanted;

  /** Those that are asked for few records, and what shows that a record may be one of these. */
  private final FormatReader[] rareReaders;

  private final Field rareMarks;
  private final FormatReader[] readers;
  private final FieldTree tree;
  private final JsonScan scan = new JsonScan();
  private final List<RecordView> views = new ArrayList<>();
  private final List<ParsedRecord> elements = new ArrayList<>();
  private final int slots;
  private boolean ownFirst = true;

  /** Who read the record, or the format if that was no reader: two fields cost nothing. */
  private FormatReader claimedBy;

  private EventFormat known = EventFormat.AUTO;

  /** The time by which Splunk knows the record whose text is read. */
  private String splunkTime = "";

  /** A parser of all formats. */
  public AutoParser() {
    this(EventFormat.AUTO);
  }

  /** A parser of one format, for which records of other formats are unusable; or of all. */
  public AutoParser(EventFormat format) {
    wanted = format;
    List<FormatReader> rare = new ArrayList<>();
    List<FormatReader> usual = new ArrayList<>();
    Field marks = OsqueryReader.BATCH;
    for (FormatReader reader : readersOf(format)) {
      Field mark = reader.mark();
      (mark == null ? usual : rare).add(reader);
      marks = mark == null ? marks : marks.or(mark);
    }
    rareReaders = rare.toArray(FormatReader[]::new);
    rareMarks = marks;
    readers = usual.toArray(FormatReader[]::new);
    List<Field> fields = new ArrayList<>(List.of(TS, COMMAND, TEXTS, XML, HOST));
    fields.add(COLLECTOR);
    fields.add(COLLECTOR_TIME);
    readersOf(EventFormat.AUTO).forEach(reader -> fields.addAll(reader.fields()));
    tree = new FieldTree(fields);
    slots = Field.slotsInUse();
  }

  /** The parser of a format. */
  public static EventParser of(EventFormat format) {
    return format == EventFormat.NATIVE ? new NativeEventParser() : new AutoParser(format);
  }

  /** The readers, the more particular first. */
  static List<FormatReader> readersOf(EventFormat format) {
    List<FormatReader> all = new ArrayList<>(TableReader.all());
    WindowsReader windows = new WindowsReader(format);
    all.addAll(
        List.of(
            new JournalReader(),
            new GoAuditReader(),
            new CrowdStrikeReader(),
            new OcsfReader(),
            new LaurelReader(),
            new TetragonReader(),
            new EsfReader(),
            new DefenderReader(),
            new FalcoReader(),
            new OsqueryReader(),
            windows,
            new EcsReader()));
    return switch (format) {
      case AUTO -> all;
      case SYSMON, WINSEC -> List.of(windows);
      default -> all.stream().filter(reader -> reader.format() == format).toList();
    };
  }

  @Override
  public ParsedRecord parse(byte[] record) {
    claimedBy = null;
    known = EventFormat.AUTO;
    int first = firstCharacter(record);
    if (first < record.length && record[first] == '{') {
      return object(record);
    }
    ParsedRecord other = first < record.length && record[first] == '[' ? json(record, "", 0) : null;
    if (other == null) {
      other = text(record);
    }
    return other == null ? unknown(record) : other;
  }

  /**
   * The format of the record that was parsed last; {@link EventFormat#AUTO} if it is of none of the
   * formats. Of a record with several events, that of the last one.
   */
  public EventFormat format() {
    return claimedBy == null ? known : claimedBy.formatOfLast();
  }

  private ParsedRecord object(byte[] record) {
    ParsedRecord own = null;
    if (ownFirst && wanted == EventFormat.AUTO) {
      own = ownFormat.parse(record);
      if (own instanceof ParsedRecord.Event) {
        known = EventFormat.NATIVE;
        return own;
      }
    }
    ParsedRecord other = json(record, "", 0);
    ownFirst = other == null;
    if (other != null) {
      return other;
    }
    return own != null ? own : unknown(record);
  }

  private ParsedRecord unknown(byte[] record) {
    ParsedRecord own = ownFormat.parse(record);
    return wanted == EventFormat.AUTO || (own instanceof Rejected rejected && isBroken(rejected))
        ? own
        : new Rejected("field (record): not of the format " + wanted.label(), Rejected.NO_TIME);
  }

  private static boolean isBroken(Rejected rejected) {
    return !rejected.reason().startsWith("field ");
  }

  private static int firstCharacter(byte[] record) {
    int i = 0;
    if (record.length >= 3
        && record[0] == (byte) 0xef
        && record[1] == (byte) 0xbb
        && record[2] == (byte) 0xbf) {
      i = 3;
    }
    while (i < record.length && record[i] <= ' ' && record[i] >= 0) {
      i++;
    }
    return i;
  }

  /** What JSON holds; null if it is none, or of no known format. */
  private ParsedRecord json(byte[] bytes, String host, int depth) {
    if (!PlainBytes.isUtf8(bytes)) {
      return null;
    }
    RecordView view = view(depth);
    view.begin(bytes);
    int before = elements.size();
    view.eachElement(
        element -> {
          ParsedRecord read = interpret(element, host, depth);
          elements.add(read == null ? UNKNOWN : read);
        });
    List<ParsedRecord> several;
    try {
      scan.read(bytes, firstCharacter(bytes), tree.root(), view);
    } catch (JsonScan.NoJsonException e) {
      return null;
    } finally {
      several = List.copyOf(elements.subList(before, elements.size()));
      elements.subList(before, elements.size()).clear();
    }
    ParsedRecord one = interpret(view, host, depth);
    if (!(one instanceof ParsedRecord.Event) && hasKnown(several)) {
      return flat(several);
    }
    return one;
  }

  private static boolean hasKnown(List<ParsedRecord> records) {
    for (ParsedRecord record : records) {
      if (record != UNKNOWN) {
        return true;
      }
    }
    return false;
  }

  private static ParsedRecord flat(List<ParsedRecord> records) {
    List<ParsedRecord> flat = new ArrayList<>();
    for (ParsedRecord record : records) {
      if (record instanceof ParsedRecord.Several several) {
        flat.addAll(several.records());
      } else {
        flat.add(record);
      }
    }
    return flat.size() == 1 ? flat.get(0) : new ParsedRecord.Several(List.copyOf(flat));
  }

  private RecordView view(int depth) {
    while (views.size() <= depth) {
      views.add(new RecordView(slots, rareMarks));
    }
    return views.get(depth);
  }

  /** What the fields of one record say; null if they are of no known format. */
  private ParsedRecord interpret(RecordView record, String host, int depth) {
    if (record.has(TS) && record.has(COMMAND)) {
      known = EventFormat.NATIVE;
      return null;
    }
    try {
      if (record.hasText(XML) && mayBeStart(record)) {
        for (String xml : record.texts(XML)) {
          if (xml.indexOf('<') >= 0) {
            EventXml.read(xml, tree, record);
          }
        }
      }
      ParsedRecord rare = record.isMarked() ? rare(record, host, depth) : null;
      if (rare != null) {
        return rare;
      }
      for (FormatReader reader : readers) {
        if (reader.claims(record)) {
          claimedBy = reader;
          return onHost(reader.read(record), host);
        }
      }
    } catch (UnusableFieldException e) {
      return new Rejected(e.getMessage(), Rejected.NO_TIME);
    }
    ParsedRecord inner = depth < DEEPEST ? innerText(record, host, depth + 1) : null;
    if (inner != null) {
      return inner;
    }
    return wanted == EventFormat.AUTO && record.has(COLLECTOR) && record.has(COLLECTOR_TIME)
        ? Starts.skipped(SkipReason.OTHER_EVENT, record, COLLECTOR_TIME)
        : null;
  }

  private ParsedRecord rare(RecordView record, String host, int depth)
      throws UnusableFieldException {
    List<String> rows = OsqueryReader.rows(record);
    if (!rows.isEmpty() && depth < DEEPEST && reads(EventFormat.OSQUERY)) {
      return several(rows, host, depth + 1);
    }
    for (FormatReader reader : rareReaders) {
      if (reader.claims(record)) {
        claimedBy = reader;
        return onHost(reader.read(record), host);
      }
    }
    return null;
  }

  private ParsedRecord several(List<String> rows, String host, int depth) {
    List<ParsedRecord> read = new ArrayList<>();
    for (String row : rows) {
      ParsedRecord one = json(row.getBytes(StandardCharsets.UTF_8), host, depth);
      read.add(one == null ? UNKNOWN : one);
    }
    return flat(read);
  }

  /** Whether the number of a Windows event, if it is known yet, is that of a process start. */
  private static boolean mayBeStart(RecordView record) {
    String id = record.optional(WindowsFields.EVENT_ID);
    return id.isEmpty() || id.equals("1") || id.equals("4688");
  }

  private ParsedRecord innerText(RecordView record, String host, int depth) {
    String of = record.optional(HOST);
    splunkTime = record.optional(WindowsFields.SPLUNK_TIME);
    for (String text : record.texts(TEXTS)) {
      ParsedRecord inner = text(text, of.isEmpty() ? host : of, depth);
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }

  private ParsedRecord text(byte[] record) {
    String text;
    try {
      text =
          PlainBytes.isAscii(record)
              ? new String(record, StandardCharsets.ISO_8859_1)
              : RecordLines.utf8(record);
    } catch (RecordLines.UnreadableLineException e) {
      return null;
    }
    splunkTime = "";
    ParsedRecord read = text(text, "", 1);
    if (read != null) {
      return read;
    }
    if (text.startsWith("time->") || text.strip().equals("----")) {
      return new ParsedRecord.Skipped(SkipReason.OTHER_AUDIT_RECORD, Rejected.NO_TIME);
    }
    String head = text.substring(0, Math.min(80, text.length()));
    return wanted == EventFormat.AUTO && SYSLOG.matcher(head).matches()
        ? new ParsedRecord.Skipped(SkipReason.SYSLOG, Rejected.NO_TIME)
        : null;
  }

  /** What a text holds that is no JSON itself, or lies in a field; null if no known format. */
  private ParsedRecord text(String text, String host, int depth) {
    if (text.length() < 8) {
      return null;
    }
    if (text.charAt(0) == '{') {
      return json(text.getBytes(StandardCharsets.UTF_8), host, depth);
    }
    if (EventXml.isEvent(text)) {
      return reads(EventFormat.SYSMON) || reads(EventFormat.WINSEC) ? xml(text, host, depth) : null;
    }
    if (AuditLine.isAudit(text)) {
      known = EventFormat.AUDITD;
      return reads(EventFormat.AUDITD)
          ? AuditLine.readAll(text, host.isEmpty() ? syslogHost(text) : host)
          : null;
    }
    if (RenderedText.isEvent(text)) {
      RecordView record = view(depth);
      record.begin(new byte[0]);
      RenderedText.read(text, tree.root(), record);
      if (!splunkTime.isEmpty()) {
        record.put(WindowsFields.SPLUNK_TIME.slots()[0], splunkTime);
      }
      return interpret(record, host, DEEPEST);
    }
    int brace = text.indexOf('{');
    return brace > 0 && brace < 200 && SYSLOG.matcher(text.substring(0, brace)).matches()
        ? json(text.substring(brace).getBytes(StandardCharsets.UTF_8), syslogHost(text), depth)
        : null;
  }

  private boolean reads(EventFormat format) {
    return wanted == EventFormat.AUTO || wanted == format;
  }

  /** The host of a line of syslog: the word behind the time; empty if it is none. */
  private static String syslogHost(String text) {
    int from = text.startsWith("<") ? text.indexOf('>') + 1 : 0;
    String line = text.substring(from, Math.min(text.length(), from + 120));
    if (!SYSLOG.matcher(line).matches()) {
      return "";
    }
    String[] words = line.split(" +", 6);
    int behind = Character.isLetter(line.charAt(0)) ? 3 : line.charAt(1) == ' ' ? 2 : 1;
    return behind < words.length ? words[behind] : "";
  }

  private ParsedRecord xml(String text, String host, int depth) {
    List<ParsedRecord> read = new ArrayList<>();
    for (String event : EventXml.events(text)) {
      RecordView record = view(depth);
      record.begin(new byte[0]);
      try {
        EventXml.read(event, tree, record);
        ParsedRecord one = interpret(record, host, DEEPEST);
        read.add(
            one == null
                ? new Rejected("field System: no event of Windows", Rejected.NO_TIME)
                : one);
      } catch (UnusableFieldException e) {
        read.add(new Rejected(e.getMessage(), Rejected.NO_TIME));
      }
    }
    return flat(read);
  }

  /** The host of an envelope, for events that name none. */
  private static ParsedRecord onHost(ParsedRecord record, String host) {
    if (host.isEmpty() || !(record instanceof ParsedRecord.Event start)) {
      return record;
    }
    CommandEvent event = start.event();
    if (!event.host().isEmpty()) {
      return record;
    }
    return new ParsedRecord.Event(
        new CommandEvent(
            event.eventId(),
            event.ts(),
            host,
            event.user(),
            event.os(),
            event.parent(),
            event.image(),
            event.commandLine()),
        start.unit(),
        start.twinned());
  }
}
