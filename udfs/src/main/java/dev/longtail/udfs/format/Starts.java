package dev.longtail.udfs.format;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.EventTime.NoTimeException;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.text.CommandHash;
import java.util.HexFormat;
import java.util.List;

/** What a record becomes, once its fields are found: the same rules for all formats. */
final class Starts {
  /** The most characters of a field other than the command line. */
  private static final int LONGEST = 32 << 10;

  /**
   * The fields of a process start.
   *
   * @param id of the event by its sender, or the empty string
   * @param distinct what tells apart two equal starts of a millisecond, such as a process number;
   *     may be empty
   */
  record Found(
      String id,
      String distinct,
      String host,
      String user,
      String os,
      String parent,
      String image,
      String commandLine) {}

  private Starts() {}

  /**
   * A process start.
   *
   * @param time null if the record has none
   * @param timeField the field that should have had it
   */
  static ParsedRecord of(Found found, EventTime time, String timeField) {
    String command = found.commandLine();
    if (RecordView.isBlank(command)) {
      return skipped(SkipReason.NO_COMMAND_LINE, time);
    }
    if (command.length() > NativeEventParser.MAX_COMMAND_LENGTH) {
      return new Rejected(
          "field command_line: "
              + command.length()
              + " characters; at most "
              + NativeEventParser.MAX_COMMAND_LENGTH
              + " are accepted",
          time == null ? Rejected.NO_TIME : time.millis());
    }
    long ts = time == null ? Rejected.NO_TIME : time.millis();
    String host = bounded(Accounts.known(found.host()));
    String user = bounded(Accounts.known(found.user()));
    String parent = bounded(Accounts.known(found.parent()));
    String image = bounded(Accounts.known(found.image()));
    String id = found.id().isEmpty() ? idOf(ts, host, found, command) : bounded(found.id());
    CommandEvent event = new CommandEvent(id, ts, host, user, found.os(), parent, image, command);
    return time == null
        ? new ParsedRecord.Untimed(event, timeField)
        : new ParsedRecord.Event(event, time.unit());
  }

  static ParsedRecord skipped(SkipReason reason, EventTime time) {
    return new ParsedRecord.Skipped(reason, time == null ? Rejected.NO_TIME : time.millis());
  }

  /** An event that is none of a process, or not its start; its time is not needed. */
  static ParsedRecord skipped(SkipReason reason, RecordView record, Field... times) {
    return skipped(reason, optionalTime(record, times));
  }

  /** The time of the first of these fields that has one; null if none has. */
  static EventTime time(RecordView record, Field... fields) throws UnusableFieldException {
    for (Field field : fields) {
      String text = record.text(field);
      if (!text.isEmpty()) {
        try {
          return Times.of(text);
        } catch (NoTimeException e) {
          throw new UnusableFieldException(field.name(), e.getMessage());
        }
      }
    }
    return null;
  }

  /** The same, null if it cannot be read. */
  static EventTime optionalTime(RecordView record, Field... fields) {
    try {
      return time(record, fields);
    } catch (UnusableFieldException e) {
      return null;
    }
  }

  /** A time whose unit is sure, although it is a number. */
  static EventTime known(EventTime time) {
    return time == null || time.unit() == EpochUnit.UTC_ASSUMED
        ? time
        : new EventTime(time.millis(), EpochUnit.MILLISECONDS);
  }

  /** Arguments with one blank between them. */
  static String joined(List<String> arguments) {
    return String.join(" ", arguments);
  }

  private static String bounded(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }

  private static String idOf(long ts, String host, Found found, String command) {
    long hash = CommandHash.of(command);
    hash = CommandHash.mix(hash, ts);
    hash = CommandHash.mix(hash, CommandHash.of(host));
    hash = CommandHash.mix(hash, CommandHash.of(found.image() + '|' + found.distinct()));
    return HexFormat.of().toHexDigits(hash);
  }
}
