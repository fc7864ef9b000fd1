package dev.longtail.udfs.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.RecordLines;
import dev.longtail.udfs.text.CommandHash;
import java.io.IOException;
import java.util.HexFormat;

/**
 * Parses Longtail's own JSON: {@code {"event_id","ts","host","user","os","parent","image",
 * "command_line"}}.
 *
 * <p>Only {@code ts} and {@code command_line} are required; {@code cmd} is another name for {@code
 * command_line}. {@code ts} is an ISO-8601 time with a zone, or a number since the epoch: in
 * milliseconds, or in a unit that {@link EpochUnit} finds by the number's size. In the other fields
 * numbers and truth values are taken as text.
 *
 * <p>If {@code event_id} is missing, the id is derived from the record's text, so the same record
 * always gets the same id. A record with the same key twice is rejected, because it is unclear
 * which value is meant.
 *
 * <p>Not thread-safe.
 */
public final class NativeEventParser implements EventParser {
  /** The longest accepted command line, in characters. Linux allows an argument of this size. */
  public static final int MAX_COMMAND_LENGTH = 128 << 10;

  private static final int LONGEST_NAME = 60;

  private final SeenKeys others = new SeenKeys();

  @Override
  public ParsedRecord parse(byte[] record) {
    if (PlainBytes.isPlain(record)) {
      Fields fields = new Fields(others);
      try (JsonParser json = Json.MAPPER.createParser(record)) {
        fields.read(json);
        return fields.event(record);
      } catch (UnusableFieldException e) {
        return new Rejected(e.getMessage(), fields.ts);
      } catch (JsonProcessingException e) {
        // Parsed again as text, so that errors have the same wording.
        return parseText(record);
      } catch (IOException e) {
        throw inMemory(e);
      }
    }
    return parseText(record);
  }

  private ParsedRecord parseText(byte[] record) {
    Fields fields = new Fields(others);
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

  private static final class UnusableFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFieldException(String field, String problem) {
      this("field " + field + ": " + problem);
    }

    private UnusableFieldException(String message) {
      super(message);
    }

    static UnusableFieldException twice(String field) {
      return new UnusableFieldException(Json.twice(field));
    }
  }

  private static final class Fields {
    private String eventId = "";
    private long ts = Rejected.NO_TIME;
    private EpochUnit unit = EpochUnit.MILLISECONDS;
    private String host = "";
    private String user = "";
    private String os = "";
    private String parent = "";
    private String image = "";
    private final SeenKeys others;
    private int read;
    private String commandLine;
    private String cmd;
    private String listOfObjects = "";
    private UnusableFieldException firstProblem;

    Fields(SeenKeys others) {
      this.others = others;
      others.clear();
    }

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
          remember(e);
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new UnusableFieldException("(record)", "text behind the JSON object");
      }
    }

    private void remember(UnusableFieldException problem) {
      firstProblem = firstProblem == null ? problem : firstProblem;
    }

    private void field(String name, JsonParser json) throws IOException, UnusableFieldException {
      switch (name) {
        case "event_id" -> {
          once(1, name);
          eventId = text(name, json);
        }
        case "ts" -> {
          once(1 << 1, name);
          ts = time(json);
        }
        case "host" -> {
          once(1 << 2, name);
          host = text(name, json);
        }
        case "user" -> {
          once(1 << 3, name);
          user = text(name, json);
        }
        case "os" -> {
          once(1 << 4, name);
          os = text(name, json);
        }
        case "parent" -> {
          once(1 << 5, name);
          parent = text(name, json);
        }
        case "image" -> {
          once(1 << 6, name);
          image = text(name, json);
        }
        case "command_line" -> {
          once(1 << 7, name);
          commandLine = command(name, json);
        }
        case "cmd" -> {
          once(1 << 8, name);
          cmd = command(name, json);
        }
        default -> {
          if (!others.add(name)) {
            throw UnusableFieldException.twice(name);
          }
          skip(name, json);
        }
      }
    }

    /**
     * Marks a field that is read by one bit, which costs nothing; only other fields are kept by
     * name.
     */
    private void once(int bit, String name) throws UnusableFieldException {
      if ((read & bit) != 0) {
        throw UnusableFieldException.twice(name);
      }
      read |= bit;
    }

    /** Skips a field that is not read; remembers a list in which the events may be wrapped. */
    private void skip(String name, JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      JsonToken item = json.nextToken();
      if (item == JsonToken.START_OBJECT && listOfObjects.isEmpty()) {
        listOfObjects = name;
      }
      for (; item != JsonToken.END_ARRAY && item != null; item = json.nextToken()) {
        json.skipChildren();
      }
    }

    /** An optional field as text; a number is taken as it was written. */
    private static String text(String name, JsonParser json)
        throws IOException, UnusableFieldException {
      return switch (json.currentToken()) {
        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
            json.getText();
        case VALUE_NULL -> "";
        default -> throw new UnusableFieldException(name, "not a text but " + kind(json));
      };
    }

    private static String command(String name, JsonParser json)
        throws IOException, UnusableFieldException {
      return switch (json.currentToken()) {
        case VALUE_STRING -> json.getText();
        case VALUE_NULL -> "";
        default -> throw new UnusableFieldException(name, "not a text but " + kind(json));
      };
    }

    /** The kind of the unexpected value, in words. */
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

    private long time(JsonParser json) throws IOException, UnusableFieldException {
      try {
        EventTime time =
            switch (json.currentToken()) {
              case VALUE_NUMBER_INT -> EventTime.of(json.getLongValue());
              case VALUE_NUMBER_FLOAT -> EventTime.of(json.getDecimalValue());
              case VALUE_STRING -> EventTime.of(json.getText());
              default ->
                  throw new UnusableFieldException(
                      "ts", "not a time but " + kind(json) + EventTime.WANTED);
            };
        unit = time.unit();
        return time.millis();
      } catch (EventTime.NoTimeException e) {
        throw new UnusableFieldException("ts", e.getMessage());
      } catch (InputCoercionException | ArithmeticException | NumberFormatException e) {
        throw new UnusableFieldException(
            "ts", "out of range: " + json.getText() + EventTime.WANTED);
      }
    }

    ParsedRecord event(byte[] record) throws UnusableFieldException {
      if (firstProblem != null) {
        throw firstProblem;
      }
      if (ts == Rejected.NO_TIME) {
        throw new UnusableFieldException("ts", "missing" + wrapped());
      }
      chooseCommandLine();
      if (commandLine.length() > MAX_COMMAND_LENGTH) {
        throw new UnusableFieldException(
            "command_line",
            commandLine.length() + " characters; at most " + MAX_COMMAND_LENGTH + " are accepted");
      }
      String id = eventId.isEmpty() ? idOf(record) : eventId;
      return new ParsedRecord.Event(
          new CommandEvent(id, ts, host, user, os, parent, image, commandLine), unit);
    }

    /**
     * Accepts {@code cmd} as another name of {@code command_line}; refuses two different values.
     */
    private void chooseCommandLine() throws UnusableFieldException {
      boolean both = !isBlank(commandLine) && !isBlank(cmd);
      if (both && !commandLine.equals(cmd)) {
        throw new UnusableFieldException("command_line", "differs from field cmd");
      }
      String found = isBlank(commandLine) ? cmd : commandLine;
      if (isBlank(found)) {
        boolean missing = commandLine == null && cmd == null;
        throw new UnusableFieldException(
            commandLine == null && cmd != null ? "cmd" : "command_line",
            missing ? "missing" + otherName() : "empty" + noSubstitute());
      }
      commandLine = found;
    }

    private static boolean isBlank(String text) {
      return text == null || text.isBlank();
    }

    private String otherName() {
      String other = others.likeCommandLine();
      if (!other.isEmpty()) {
        return ", and so is cmd; there is " + shortened(other) + ", which is not read";
      }
      return ", and so is cmd" + wrapped();
    }

    private String noSubstitute() {
      return image.isEmpty() ? "" : "; field image does not stand for it";
    }

    private String wrapped() {
      return listOfObjects.isEmpty()
          ? ""
          : "; if the events are the list in field "
              + shortened(listOfObjects)
              + ", write one a line";
    }

    private static String shortened(String name) {
      return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
    }

    /** The hash of the text, not of the bytes, so that a byte order mark does not change the id. */
    private static String idOf(byte[] record) {
      try {
        return HexFormat.of().toHexDigits(CommandHash.of(RecordLines.utf8(record)));
      } catch (RecordLines.UnreadableLineException e) {
        throw new IllegalStateException("a record that was read as text is none", e);
      }
    }
  }
}
