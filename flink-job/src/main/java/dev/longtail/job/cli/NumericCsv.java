package dev.longtail.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of numbers with one label per row, read from comma-separated values. The reader
 * understands quotes, spaces around cells, blank lines, comments after {@code #}, gzip and a
 * header. The first record is a header if more than half of its cells beside the label are no
 * numbers.
 *
 * @param rows the features, one array per row
 * @param labels of the rows, as they stand in the file
 * @param columns names of the features
 */
record NumericCsv(float[][] rows, String[] labels, List<String> columns) {
  private record Line(long number, List<String> cells) {}

  /**
   * Reads a file.
   *
   * @param labelColumn {@code last}, {@code first}, a name in the header or a number from 1
   * @throws InputException naming file, line and column of a cell that cannot be used
   */
  static NumericCsv read(Path file, String labelColumn) {
    if (!Files.isRegularFile(file) && !InputFiles.isPipe(file)) {
      throw new InputException(file + ": no such file");
    }
    List<Line> lines = lines(file);
    if (lines.isEmpty()) {
      throw new InputException(file + ": holds no rows");
    }
    Line first = lines.get(0);
    if (first.cells.size() == 1 && first.cells.get(0).indexOf(';') >= 0) {
      throw new InputException(
          "%s:%d: has one column and \";\" in it: values must be separated by commas"
              .formatted(file, first.number));
    }
    int label = labelIndex(file, first, labelColumn);
    boolean header = isHeader(first, label);
    if (!header && first.cells.indexOf(labelColumn) == label && !isKeyword(labelColumn)) {
      label = numbered(file, first, labelColumn);
    }
    List<String> columns = new ArrayList<>();
    for (int c = 0; c < first.cells.size(); c++) {
      if (c != label) {
        columns.add(header ? first.cells.get(c) : "column " + (c + 1));
      }
    }
    if (columns.isEmpty()) {
      throw new InputException(file + ": has no column beside the label");
    }
    List<Line> data = header ? lines.subList(1, lines.size()) : lines;
    if (data.isEmpty()) {
      throw new InputException(file + ": holds a header but no rows");
    }
    float[][] rows = new float[data.size()][];
    String[] labels = new String[data.size()];
    for (int i = 0; i < rows.length; i++) {
      Line line = data.get(i);
      if (line.cells.size() != first.cells.size()) {
        throw new InputException(
            "%s:%d: has %d cells where the first row has %d"
                .formatted(file, line.number, line.cells.size(), first.cells.size()));
      }
      rows[i] = numbers(file, line, label, columns);
      labels[i] = line.cells.get(label);
      if (labels[i].isEmpty()) {
        throw new InputException(
            "%s:%d: column %d (the label) is empty".formatted(file, line.number, label + 1));
      }
    }
    return new NumericCsv(rows, labels, columns);
  }

  private static List<Line> lines(Path file) {
    CsvFactory csv =
        CsvFactory.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.ALLOW_COMMENTS)
            .build();
    List<Line> lines = new ArrayList<>();
    try (Reader text = new InputStreamReader(JsonLines.open(file), StandardCharsets.UTF_8);
        CsvParser parser = csv.createParser(text)) {
      parser.setSchema(CsvSchema.emptySchema());
      parser.nextToken(); // the array of rows
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        long number = 0;
        List<String> cells = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (cells.isEmpty()) { // only the first cell tells the row's line
            number = parser.currentTokenLocation().getLineNr();
          }
          cells.add(unquoted(parser.getText()));
        }
        if (lines.isEmpty() && !cells.isEmpty()) {
          cells.set(0, withoutByteOrderMark(cells.get(0)));
        }
        lines.add(new Line(number, cells));
      }
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s:%d: %s".formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return lines;
  }

  /** Removes the single quotes that some tools write around names and labels. */
  private static String unquoted(String cell) {
    boolean quoted = cell.length() > 1 && cell.startsWith("'") && cell.endsWith("'");
    return (quoted ? cell.substring(1, cell.length() - 1) : cell).strip();
  }

  private static String withoutByteOrderMark(String cell) {
    return cell.startsWith("\ufeff") ? cell.substring(1) : cell;
  }

  private static boolean isKeyword(String labelColumn) {
    return labelColumn.equals("last") || labelColumn.equals("first");
  }

  private static int labelIndex(Path file, Line first, String labelColumn) {
    return switch (labelColumn) {
      case "first" -> 0;
      case "last" -> first.cells.size() - 1;
      default -> {
        int named = first.cells.indexOf(labelColumn);
        yield named >= 0 ? named : numbered(file, first, labelColumn);
      }
    };
  }

  private static int numbered(Path file, Line first, String labelColumn) {
    if (labelColumn.matches("\\d{1,9}")) {
      int number = Integer.parseInt(labelColumn);
      if (number >= 1 && number <= first.cells.size()) {
        return number - 1;
      }
    }
    throw new InputException(
        "%s: has no column \"%s\"; the label column is last, first, a name of its header or a number from 1 to %d"
            .formatted(file, labelColumn, first.cells.size()));
  }

  private static boolean isHeader(Line first, int label) {
    int words = 0;
    for (int c = 0; c < first.cells.size(); c++) {
      String cell = first.cells.get(c);
      if (c != label && !cell.isEmpty() && !isMissing(cell) && Double.isNaN(number(cell))) {
        words++;
      }
    }
    return 2 * words > first.cells.size() - 1;
  }

  private static float[] numbers(Path file, Line line, int label, List<String> columns) {
    float[] row = new float[line.cells.size() - 1];
    for (int c = 0, at = 0; c < line.cells.size(); c++) {
      if (c == label) {
        continue;
      }
      String cell = line.cells.get(c);
      float value = (float) number(cell);
      if (!Float.isFinite(value)) {
        String name =
            columns.get(at).equals("column " + (c + 1)) ? "" : " (" + columns.get(at) + ")";
        throw new InputException(
            "%s:%d: column %d%s %s".formatted(file, line.number, c + 1, name, whyUnusable(cell)));
      }
      row[at++] = value;
    }
    return row;
  }

  private static String whyUnusable(String cell) {
    if (cell.isEmpty()) {
      return "is empty";
    }
    String what =
        Double.isNaN(number(cell)) ? "no finite number" : "beyond the range of a float (3.4e38)";
    return "holds \"" + cell + "\", " + what;
  }

  private static boolean isMissing(String cell) {
    return cell.matches("(?i)[+-]?(nan|inf|infinity)|na|null|\\?");
  }

  /**
   * The decimal number in a cell; infinite if a double cannot hold it, NaN if there is no number.
   */
  private static double number(String cell) {
    // Java also reads suffixes and hexadecimal numbers; in a table they are typing errors.
    if (cell.isEmpty() || !cell.matches("[-+.0-9eE]+")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
