package dev.longtail.udfs.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.RecordLines;
import dev.longtail.udfs.text.CommandHash;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;

/**
 * Parses Longtail's own JSON: {@code {"event_id","ts","host","user","os","parent","image",
 * "command_line"}}.
 *
 * <p>{@code ts} is a number of milliseconds since the epoch or an ISO-8601 time with a zone; {@code
 * cmd} stands for {@code command_line} as well. Only these two are required. A missing {@code
 * event_id} is derived from the record's text, so that the same record always gets the same id.
 */
public final class NativeEventParser {
  /**
   * The longest command line that is accepted, in characters; Linux allows an argument this size.
   */
  public static final int MAX_COMMAND_LENGTH = 128 << 10;

  private static final String WANTED_TIME =
      "; wanted are milliseconds, or e.g. 2025-01-05T12:00:00Z";

  private static final long LAST_TIME = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Parses one record; never throws on its content. */
  public ParsedRecord parse(byte[] record) {
    if (isPlain(record)) {
      Fields fields = new Fields();
      try (JsonParser json = Json.MAPPER.createParser(record)) {
        fields.read(json);
        return fields.event(record);
      } catch (UnusableFieldException e) {
        return new Rejected(e.getMessage(), fields.ts);
      } catch (JsonProcessingException e) {
        // Read again as text, for one wording of what is wrong.
        return parseText(record);
      } catch (IOException e) {
        throw inMemory(e);
      }
    }
    return parseText(record);
  }

  private static ParsedRecord parseText(byte[] record) {
    Fields fields = new Fields();
    try {
      String text = RecordLines.utf8(record);
      try (JsonParser json = Json.MAPPER.createParser(text)) {
        fields.read(json);
      }
      return fields.event(record);
    } catch (RecordLines.UnreadableLineException e) {
      return new Rejected(e.getMessage(), Rejected.NO_TIME);
    } catch (JsonProcessingException e) {
      return new Rejected(Json.problem(e), Rejected.NO_TIME);
    } catch (UnusableFieldException e) {
      return new Rejected(e.getMessage(), fields.ts);
    } catch (IOException e) {
      throw inMemory(e);
    }
  }

  private static IllegalStateException inMemory(IOException e) {
    return new IllegalStateException("reading a record in memory failed", e);
  }

  /**
   * Whether a record may go to the parser of bytes: ASCII, which is UTF-8 without further checks,
   * and no zero among the first bytes, by which that parser would take it for UTF-16 or UTF-32.
   */
  private static boolean isPlain(byte[] record) {
    if (record.length < 4 || record[0] != '{' || record[1] == 0 || record[2] == 0) {
      return false;
    }
    int i = 0;
    for (; i + Long.BYTES <= record.length; i += Long.BYTES) {
      if (((long) EIGHT_BYTES.get(record, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < record.length; i++) {
      if (record[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static final class UnusableFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFieldException(String field, String problem) {
      super("field " + field + ": " + problem);
    }
  }

  private static final class Fields {
    private String eventId = "";
    private long ts = Rejected.NO_TIME;
    private String host = "";
    private String user = "";
    private String os = "";
    private String parent = "";
    private String image = "";
    private String commandLine;
    private UnusableFieldException firstProblem;

    void read(JsonParser json) throws IOException, UnusableFieldException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnusableFieldException("(record)", "not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        try {
          field(name, json);
        } catch (UnusableFieldException e) {
          firstProblem = firstProblem == null ? e : firstProblem;
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new UnusableFieldException("(record)", "text behind the JSON object");
      }
    }

    private void field(String name, JsonParser json) throws IOException, UnusableFieldException {
      switch (name) {
        case "event_id" -> eventId = text(name, json);
        case "ts" -> ts = time(json);
        case "host" -> host = text(name, json);
        case "user" -> user = text(name, json);
        case "os" -> os = text(name, json);
        case "parent" -> parent = text(name, json);
        case "image" -> image = text(name, json);
        case "command_line", "cmd" -> commandLine = text(name, json);
        default -> json.skipChildren();
      }
    }

    private static String text(String name, JsonParser json)
        throws IOException, UnusableFieldException {
      return switch (json.currentToken()) {
        case VALUE_STRING -> json.getText();
        case VALUE_NULL -> "";
        default -> throw new UnusableFieldException(name, "not a text but " + kind(json));
      };
    }

    /** What stands there instead, in words. */
    private static String kind(JsonParser json) {
      return switch (json.currentToken()) {
        case VALUE_STRING -> "a text";
        case VALUE_NUMBER_INT -> "a number";
        case VALUE_NUMBER_FLOAT -> "a number with a fraction";
        case VALUE_TRUE -> "true";
        case VALUE_FALSE -> "false";
        case VALUE_NULL -> "null";
        case START_ARRAY -> "a list";
        default -> "an object";
      };
    }

    private static long time(JsonParser json) throws IOException, UnusableFieldException {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        try {
          long millis = json.getLongValue();
          if (millis >= 0 && millis <= LAST_TIME) {
            return millis;
          }
        } catch (JsonProcessingException e) {
          // Falls through: a number beyond 64 bits is out of range like any other.
        }
        throw new UnusableFieldException("ts", "out of range: " + json.getText() + WANTED_TIME);
      }
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        try {
          long millis = OffsetDateTime.parse(json.getText()).toInstant().toEpochMilli();
          if (millis >= 0 && millis <= LAST_TIME) {
            return millis;
          }
        } catch (DateTimeParseException e) {
          throw new UnusableFieldException("ts", "not an ISO-8601 time with zone" + WANTED_TIME);
        }
        throw new UnusableFieldException("ts", "out of range" + WANTED_TIME);
      }
      throw new UnusableFieldException("ts", "not a time but " + kind(json) + WANTED_TIME);
    }

    ParsedRecord event(byte[] record) throws UnusableFieldException {
      if (firstProblem != null) {
        throw firstProblem;
      }
      if (ts == Rejected.NO_TIME) {
        throw new UnusableFieldException("ts", "missing");
      }
      if (commandLine == null || commandLine.isBlank()) {
        throw new UnusableFieldException("command_line", commandLine == null ? "missing" : "empty");
      }
      if (commandLine.length() > MAX_COMMAND_LENGTH) {
        throw new UnusableFieldException(
            "command_line",
            commandLine.length() + " characters; at most " + MAX_COMMAND_LENGTH + " are accepted");
      }
      String id = eventId.isEmpty() ? idOf(record) : eventId;
      return new ParsedRecord.Event(
          new CommandEvent(id, ts, host, user, os, parent, image, commandLine));
    }

    /** The hash of the text and not of the bytes, so that a byte order mark changes no id. */
    private static String idOf(byte[] record) {
      try {
        return HexFormat.of().toHexDigits(CommandHash.of(RecordLines.utf8(record)));
      } catch (RecordLines.UnreadableLineException e) {
        throw new IllegalStateException("a record that was read as text is none", e);
      }
    }
  }
}
