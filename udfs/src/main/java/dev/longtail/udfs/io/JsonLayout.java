package dev.longtail.udfs.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Detects JSON that is not one object a line, from the beginning of a file. Otherwise each line
 * would be reported as unusable, for a reason that does not help.
 */
final class JsonLayout {
  /** Number of bytes to look at. */
  static final int BYTES = 1 << 16;

  private JsonLayout() {}

  /**
   * The problem with the layout of a file that begins with {@code start}, and advice to the user;
   * empty if there is no problem.
   */
  static String problem(byte[] start) {
    int length = start.length < BYTES ? start.length : wholeLines(start);
    boolean secondLine = false;
    try (JsonParser json = Json.MAPPER.createParser(start, 0, length)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        // A line with a list of other things is judged as a line.
        return json.nextToken() == JsonToken.START_OBJECT ? ARRAY : "";
      }
      if (first != JsonToken.START_OBJECT) {
        return "";
      }
      int line = json.currentTokenLocation().getLineNr();
      int depth = 1;
      while (depth > 0) {
        JsonToken token = json.nextToken();
        if (token == null) {
          break;
        }
        secondLine |= json.currentTokenLocation().getLineNr() > line;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
    } catch (JsonProcessingException e) {
      boolean atTheEnd = e.getLocation() != null && e.getLocation().getByteOffset() >= length;
      if (!atTheEnd) {
        return ""; // broken lines are named one by one
      }
    } catch (IOException e) {
      return ""; // not even UTF-8
    }
    return secondLine ? MANY_LINES : "";
  }

  private static final String ARRAY =
      "is one JSON array; one object a line is wanted, as jq -c '.[]' writes them";

  private static final String MANY_LINES =
      "has JSON objects of several lines; one object a line is wanted, as jq -c . writes them"
          + " (jq -c '.events[]' where the events are a list in it)";

  /** The length without the last line, which may end within a character. */
  private static int wholeLines(byte[] start) {
    int end = start.length;
    while (end > 0 && start[end - 1] != '\n') {
      end--;
    }
    return end == 0 ? start.length : end;
  }
}
