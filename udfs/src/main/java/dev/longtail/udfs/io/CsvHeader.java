package dev.longtail.udfs.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of the columns of comma-separated values, and what separates them.
 *
 * <p>A file whose name says {@code .csv} or {@code .tsv} holds such values, unless it begins like
 * JSON or XML. A file whose name says that its lines are records never does. Any other name, and
 * the standard input, says nothing: then the first line must be nothing but names of columns as
 * programs write them, which no record of any other form is.
 *
 * @param separator a comma, a semicolon or a tab
 * @param names of the columns, in order; an empty one is not read
 * @param bytes of the header, with all before it and its line end
 * @param lines that end in these bytes
 */
record CsvHeader(byte separator, List<String> names, int bytes, int lines) {
  /** A wider table is no events, and would need memory for each row. */
  private static final int MOST_COLUMNS = 4096;

  private static final byte[] SEPARATORS = {',', ';', '\t'};

  /** A name as people write one. Rows of events hold times and numbers, which begin otherwise. */
  private static final Pattern PLAUSIBLE =
      Pattern.compile("[\\p{L}_@#%$][^\\p{Cntrl}\"{}<>=\\\\|]{0,199}");

  /** A name as programs write one. */
  private static final Pattern CERTAIN = Pattern.compile("[A-Za-z_@][\\w.@-]{0,99}");

  /** Azure's portal writes the zone behind the name; a time without a zone is taken for UTC. */
  private static final String UTC = " [UTC]";

  /**
   * The header of a file.
   *
   * @param start its first bytes, unpacked
   * @param name its name, with or without its folder
   * @return empty if the file does not hold comma-separated values
   * @throws InputException if it does, but has no header that can be used
   */
  static Optional<CsvHeader> of(byte[] start, String name) {
    boolean saysCsv = InputNames.saysCsv(name);
    int at = start.length >= 3 && start[0] == (byte) 0xef ? 3 : 0;
    if (InputNames.saysLines(name) || beginsOtherwise(start, at)) {
      return Optional.empty();
    }
    Preamble before = Preamble.of(start, at);
    CsvHeader best = null;
    for (byte separator : SEPARATORS) {
      CsvHeader found =
          before.separator == 0 || before.separator == separator
              ? read(start, before, separator)
              : null;
      if (found != null && (best == null || found.names.size() > best.names.size())) {
        best = found;
      }
    }
    if (!saysCsv) {
      return Optional.ofNullable(best).filter(header -> header.isCertain(start));
    }
    if (best == null || !best.isPlausible()) {
      throw new InputException(
          name
              + ": its name says CSV, but its first line has no names of columns, such as"
              + " ts,host,command_line");
    }
    best.refuseTwice(name);
    return Optional.of(best);
  }

  /** Whether a file is JSON, XML, or nothing but white space. */
  private static boolean beginsOtherwise(byte[] start, int from) {
    int i = from;
    while (i < start.length
        && (start[i] == ' ' || start[i] == '\t' || start[i] == '\r' || start[i] == '\n')) {
      i++;
    }
    return i == start.length || start[i] == '{' || start[i] == '[' || start[i] == '<';
  }

  private static CsvHeader read(byte[] start, Preamble before, byte separator) {
    CsvRow row = new CsvRow(separator, MOST_COLUMNS);
    boolean whole = start.length < JsonLayout.BYTES;
    if (row.find(start, before.bytes, start.length, whole) != CsvRow.End.COMPLETE
        || row.count() > MOST_COLUMNS) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < row.count(); i++) {
      String name = row.text(i).strip();
      names.add(name.endsWith(UTC) ? name.substring(0, name.length() - UTC.length()) : name);
    }
    return new CsvHeader(separator, List.copyOf(names), row.next(), before.lines + row.lineEnds());
  }

  private boolean isPlausible() {
    return names.stream().anyMatch(name -> !name.isEmpty())
        && names.stream().allMatch(name -> name.isEmpty() || PLAUSIBLE.matcher(name).matches());
  }

  private boolean isCertain(byte[] start) {
    return names.size() > 1
        && names.stream().allMatch(name -> CERTAIN.matcher(name).matches())
        && names.size() == new HashSet<>(names).size()
        && !beginsOtherwise(start, bytes);
  }

  private void refuseTwice(String file) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!name.isEmpty() && !seen.add(name)) {
        throw new InputException(
            "%s: has two columns %s, and which one is meant cannot be told; rename one"
                .formatted(file, name));
      }
    }
  }

  /**
   * Lines before the header that some programs write: {@code sep=;} for Excel, {@code #TYPE} by
   * PowerShell.
   *
   * @param separator that is named there; 0 if none is
   */
  private record Preamble(int bytes, int lines, byte separator) {
    private static final int LONGEST = 1000;

    static Preamble of(byte[] start, int from) {
      int at = from;
      int lines = 0;
      byte separator = 0;
      while (true) {
        int end = at;
        while (end < start.length && end - at < LONGEST && start[end] != '\n') {
          end++;
        }
        if (end == start.length || start[end] != '\n') {
          return new Preamble(at, lines, separator);
        }
        String line = new String(start, at, end - at, StandardCharsets.UTF_8);
        boolean names = line.matches("(?i)\"?sep=[,;\t]\"?\r?");
        if (names) {
          separator = (byte) line.charAt(line.indexOf('=') + 1);
        } else if (!line.startsWith("#TYPE ") && !line.isBlank()) {
          return new Preamble(at, lines, separator);
        }
        at = end + 1;
        lines++;
      }
    }
  }
}
