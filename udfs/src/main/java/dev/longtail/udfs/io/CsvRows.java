package dev.longtail.udfs.io;

import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of comma-separated values, each as a JSON object of its columns. All values are texts;
 * an empty one is left out. A record's number is the line in which its row begins.
 *
 * <p>A row that cannot be used becomes a line with a defect, and the next row is read. A quote that
 * is not closed hides where the next row begins: then the row's first line is the defect, and the
 * next line is taken for the beginning of a row. So a lost quote costs one row. The lines that were
 * searched in vain are searched once more, and not again and again: as they did not close the
 * quote, they hold quotes in pairs only, and a field that begins with such quotes ends among them.
 */
final class CsvRows implements RecordLines {
  private static final int FIRST_BUFFER = 1 << 16;

  private final InputStream in;
  private final byte[][] keys;
  private final CsvRow row;
  private byte[] json = new byte[1 << 12];
  private int written;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int start;
  private int limit;

  private long number;
  private boolean ended;
  private String damage = "";

  /** Reads from {@code in}, which the caller closes, and which begins with the header. */
  CsvRows(InputStream in, CsvHeader header) {
    this.in = in;
    keys = keys(header.names());
    row = new CsvRow(header.separator(), keys.length);
    number = 1L + header.lines();
    start = header.bytes();
  }

  private static byte[][] keys(List<String> names) {
    byte[][] keys = new byte[names.size()][];
    for (int i = 0; i < keys.length; i++) {
      String name = names.get(i);
      keys[i] = name.isEmpty() ? null : (Json.line(name) + ":").getBytes(StandardCharsets.UTF_8);
    }
    return keys;
  }

  @Override
  public Line next() throws IOException {
    while (true) {
      if (start >= limit && !ended) {
        fill();
        continue;
      }
      start = Math.min(start, limit);
      if (start == limit && damage.isEmpty()) {
        return null;
      }
      switch (row.find(buffer, start, limit, ended)) {
        case MORE -> {
          if (limit - start > MAX_RECORD_BYTES) {
            return row.isOpen() ? lost(CsvRow.NOT_CLOSED) : dropped();
          }
          fill();
        }
        case BROKEN -> {
          return endsWithDamage(row.next()) ? damaged() : lost(row.problem());
        }
        case COMPLETE -> {
          if (endsWithDamage(row.next())) {
            return damaged();
          }
          Line line = complete();
          if (line != null) {
            return line;
          }
        }
      }
    }
  }

  /** Whether a row breaks off because the file does. */
  private boolean endsWithDamage(int end) {
    return !damage.isEmpty() && end == limit && (end == start || buffer[end - 1] != '\n');
  }

  private Line damaged() {
    Line line = new Line(number, raw(start, limit), damage);
    damage = "";
    start = limit;
    return line;
  }

  private Line complete() {
    int from = start;
    long at = number;
    start = row.next();
    number += row.lineEnds();
    if (row.isEmpty()) {
      return null;
    }
    if (start - from > MAX_RECORD_BYTES) {
      return new Line(at, raw(from, start), RecordLines.tooLong(start - from));
    }
    if (row.count() != keys.length) {
      return new Line(
          at,
          raw(from, start),
          "row of %s where the header has %d"
              .formatted(Counted.of(row.count(), "field"), keys.length));
    }
    if (!row.isAscii()) {
      try {
        var unused = RecordLines.utf8(Arrays.copyOfRange(buffer, from, start));
      } catch (UnreadableLineException e) {
        return new Line(at, raw(from, start), e.getMessage());
      }
    }
    return new Line(at, json(), "");
  }

  /** The row's first line is no row; the next one may begin one. */
  private Line lost(String why) throws IOException {
    int length = 0;
    while (true) {
      while (start + length < limit && buffer[start + length] != '\n') {
        length++;
      }
      if (start + length < limit || ended) {
        break;
      }
      if (length > MAX_RECORD_BYTES) {
        return dropped();
      }
      fill();
    }
    int end = start + length;
    Line line = new Line(number, raw(start, end), why);
    number++;
    start = Math.min(end + 1, limit);
    return line;
  }

  /** A line that is longer than a record may be. */
  private Line dropped() throws IOException {
    byte[] kept = Arrays.copyOfRange(buffer, start, start + KEPT_OF_TOO_LONG);
    long length = 0;
    while (true) {
      int end = start;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      length += end - start;
      boolean whole = end < limit;
      start = whole ? end + 1 : end;
      if (whole || ended) {
        return new Line(number++, kept, RecordLines.tooLong(length));
      }
      fill();
    }
  }

  private byte[] raw(int from, int to) {
    int end = to;
    while (end > from && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOfRange(
        buffer, from, end - from > MAX_RECORD_BYTES ? from + KEPT_OF_TOO_LONG : end);
  }

  private byte[] json() {
    written = 0;
    put('{');
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != null && row.from(i) < row.to(i)) {
        if (written > 1) {
          put(',');
        }
        put(keys[i], 0, keys[i].length);
        put('"');
        putText(row.from(i), row.to(i), row.isDoubled(i));
        put('"');
      }
    }
    put('}');
    return Arrays.copyOf(json, written);
  }

  private void putText(int from, int to, boolean doubled) {
    int plain = from;
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      if (b != '"' && b != '\\' && (b < 0 || b >= ' ')) {
        continue;
      }
      put(buffer, plain, i - plain);
      int shortly = "\b\t\n\f\r\"\\".indexOf(b);
      if (shortly >= 0) {
        put('\\');
        put("btnfr\"\\".charAt(shortly));
      } else {
        byte[] escape = "\\u%04x".formatted((int) b).getBytes(StandardCharsets.US_ASCII);
        put(escape, 0, escape.length);
      }
      i += b == '"' && doubled ? 1 : 0;
      plain = i + 1;
    }
    put(buffer, plain, to - plain);
  }

  private void put(char ascii) {
    if (written == json.length) {
      json = Arrays.copyOf(json, 2 * written);
    }
    json[written++] = (byte) ascii;
  }

  private void put(byte[] from, int at, int length) {
    if (written + length > json.length) {
      json = Arrays.copyOf(json, Math.max(written + length, 2 * json.length));
    }
    System.arraycopy(from, at, json, written, length);
    written += length;
  }

  /**
   * Reads at least as much as there is of the current row, so that a long one is not searched again
   * and again.
   */
  private void fill() throws IOException {
    if (start <= limit) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      limit -= start;
      start = 0;
    } else { // the header is not read yet
      start -= limit;
      limit = 0;
    }
    int wanted =
        Math.min(2 * Math.max(1, limit), Math.max(limit + 1, MAX_RECORD_BYTES + FIRST_BUFFER));
    if (buffer.length < wanted) {
      buffer = Arrays.copyOf(buffer, wanted);
    }
    try {
      while (limit < wanted) {
        int n = in.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
          ended = true;
          break;
        }
        limit += n;
      }
    } catch (DamagedDataException e) {
      ended = true;
      damage = e.getMessage();
    }
  }
}
