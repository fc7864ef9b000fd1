package dev.longtail.udfs.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One row of comma-separated values (RFC 4180), found in a buffer of bytes. It is used again for
 * the next row.
 *
 * <p>It knows only what separates rows and fields, and works on bytes, because a reader must find
 * the next row after a broken one and must hold the bytes of a broken row. Libraries for CSV give
 * up there, or read on as if nothing had happened.
 */
final class CsvRow {
  /** How the search for a row ended. */
  enum End {
    /** The row is there. */
    COMPLETE,
    /** The buffer ends before the row does. */
    MORE,
    /** There is no row here; {@link #problem} says why. */
    BROKEN
  }

  static final String NOT_CLOSED = "a quote is opened and not closed";

  private final byte separator;
  private final int most;
  private int[] from = new int[32];
  private int[] to = new int[32];
  private boolean[] doubled = new boolean[32];
  private byte[] bytes = new byte[0];
  private int count;
  private int next;
  private int lineEnds;
  private boolean open;
  private boolean ascii;
  private boolean empty;
  private String problem = "";

  /**
   * A row.
   *
   * @param separator between two fields
   * @param most fields whose places are kept; further ones are only counted
   */
  CsvRow(byte separator, int most) {
    this.separator = separator;
    this.most = most;
  }

  /**
   * Looks for the row that begins at {@code start}.
   *
   * @param last whether the file ends where the buffer does
   */
  End find(byte[] buffer, int start, int limit, boolean last) {
    bytes = buffer;
    count = 0;
    lineEnds = 0;
    open = false;
    ascii = true;
    empty = true;
    int i = start;
    while (true) {
      boolean quoted = i < limit && buffer[i] == '"';
      int begin = quoted ? i + 1 : i;
      boolean twice = false;
      if (quoted) {
        open = true;
        i = begin;
        while (true) {
          while (i < limit && buffer[i] != '"') {
            lineEnds += buffer[i] == '\n' ? 1 : 0;
            ascii &= buffer[i] >= 0;
            i++;
          }
          if (i == limit || (i + 1 == limit && !last)) {
            return last ? broken(NOT_CLOSED, i) : End.MORE;
          }
          if (i + 1 == limit || buffer[i + 1] != '"') {
            break;
          }
          twice = true;
          i += 2;
        }
        open = false;
        add(begin, i, twice);
        i++;
      } else {
        while (i < limit && buffer[i] != separator && buffer[i] != '\n') {
          ascii &= buffer[i] >= 0;
          i++;
        }
      }
      if (i < limit && buffer[i] == separator) {
        if (!quoted) {
          add(begin, i, false);
        }
        i++;
        continue;
      }
      int end = i;
      if (quoted && end < limit && buffer[end] == '\r') {
        end++;
      }
      if (end == limit && !last) {
        return End.MORE;
      }
      if (end < limit && buffer[end] != '\n') {
        return broken("text behind a closing quote", end);
      }
      if (!quoted) {
        add(begin, end > begin && buffer[end - 1] == '\r' ? end - 1 : end, false);
      }
      lineEnds += end < limit ? 1 : 0;
      next = end < limit ? end + 1 : end;
      return End.COMPLETE;
    }
  }

  private End broken(String why, int at) {
    problem = why;
    next = at;
    return End.BROKEN;
  }

  private void add(int begin, int end, boolean twice) {
    empty &= begin == end;
    if (count < most) {
      if (count == from.length) {
        from = Arrays.copyOf(from, 2 * count);
        to = Arrays.copyOf(to, 2 * count);
        doubled = Arrays.copyOf(doubled, 2 * count);
      }
      from[count] = begin;
      to[count] = end;
      doubled[count] = twice;
    }
    count++;
  }

  /** Number of its fields. */
  int count() {
    return count;
  }

  /** Where the bytes behind the row begin; of a broken one, how far it was looked at. */
  int next() {
    return next;
  }

  /** How many lines end in it. */
  int lineEnds() {
    return lineEnds;
  }

  /** Whether the buffer ends within quotes. */
  boolean isOpen() {
    return open;
  }

  /** Whether all its characters are ASCII. */
  boolean isAscii() {
    return ascii;
  }

  /** Whether nothing is in any of its fields. */
  boolean isEmpty() {
    return empty;
  }

  /** Why there is no row. */
  String problem() {
    return problem;
  }

  /** Where a field begins, behind its quote. */
  int from(int field) {
    return from[field];
  }

  /** Where a field ends, before its quote. */
  int to(int field) {
    return to[field];
  }

  /** Whether quotes in a field are written twice. */
  boolean isDoubled(int field) {
    return doubled[field];
  }

  /** A field's text. */
  String text(int field) {
    String text = new String(bytes, from[field], to[field] - from[field], StandardCharsets.UTF_8);
    return doubled[field] ? text.replace("\"\"", "\"") : text;
  }
}
