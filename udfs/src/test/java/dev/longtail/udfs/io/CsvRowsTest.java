package dev.longtail.udfs.io;

import static dev.longtail.udfs.io.Packed.gzip;
import static dev.longtail.udfs.io.Packed.join;
import static dev.longtail.udfs.io.Packed.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of comma-separated values, and what is said of the rest. */
class CsvRowsTest {
  private static final String DEFENDER =
      """
      Timestamp,DeviceName,ActionType,ProcessCommandLine
      2025-01-05T12:00:00.1234567Z,a.example,ProcessCreated,\
      """
          + "\"\"\"C:\\Program Files\\a.exe\"\" -x, -y\"\n";

  @TempDir private Path folder;

  @Test
  void aRowIsAnObjectOfItsColumns() throws IOException {
    assertThat(read(DEFENDER))
        .containsExactly(
            "2 {\"Timestamp\":\"2025-01-05T12:00:00.1234567Z\",\"DeviceName\":\"a.example\","
                + "\"ActionType\":\"ProcessCreated\","
                + "\"ProcessCommandLine\":\"\\\"C:\\\\Program Files\\\\a.exe\\\" -x, -y\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void theHeaderSaysWhatSeparates(String separator) throws IOException {
    assertThat(read("ts|cmd|user\n1|a|b\n".replace("|", separator)))
        .containsExactly("2 {\"ts\":\"1\",\"cmd\":\"a\",\"user\":\"b\"}");
  }

  @Test
  void whatProgramsWriteAroundRowsDoesNotMatter() throws IOException {
    String expected = "{\"ts\":\"1\",\"cmd\":\"a,\\nb\"}";
    String rows = "ts,cmd\n1,\"a,\nb\"\n";
    assertThat(read(rows)).containsExactly("2 " + expected);
    assertThat(read("\ufeff" + rows)).containsExactly("2 " + expected);
    assertThat(read("\n" + rows + "\n,\n")).containsExactly("3 " + expected);
    assertThat(read(rows.strip())).containsExactly("2 " + expected);
    assertThat(read("sep=,\n" + rows)).containsExactly("3 " + expected);
    assertThat(read("#TYPE Selected.Object\n" + rows)).containsExactly("3 " + expected);
    assertThat(read("\"ts\",\"cmd\"\r\n1,\"a,\nb\"\r\n")).containsExactly("2 " + expected);
    assertThat(read("sep=;\r\nts;cmd,host\r\n1;a\r\n"))
        .containsExactly("3 {\"ts\":\"1\",\"cmd,host\":\"a\"}");
  }

  @Test
  void anEmptyValueIsMissing() throws IOException {
    assertThat(read(",ts,cmd,user\n0,1,,\n1,,\"\",x\n"))
        .containsExactly("2 {\"ts\":\"1\"}", "3 {\"user\":\"x\"}");
  }

  @Test
  void thePortalsZoneIsNoPartOfTheName() throws IOException {
    assertThat(read("\"TimeGenerated [UTC]\",Computer\n\"1/5/2025, 1:02:03.004 PM\",h\n"))
        .containsExactly("2 {\"TimeGenerated\":\"1/5/2025, 1:02:03.004 PM\",\"Computer\":\"h\"}");
  }

  @Test
  void charactersThatJsonEscapesComeBack() throws IOException {
    List<RecordLines.Line> lines = lines(utf8("ts,cmd\n1,\"a\0\tb\\\"\"é\u0001😀\"\n"), "f.csv");
    JsonNode record = Json.MAPPER.readTree(lines.get(0).bytes());
    assertThat(record.get("cmd").textValue()).isEqualTo("a\0\tb\\\"é\u0001😀");
  }

  @Test
  void aRowOfAnotherWidthIsADefectAndTheNextIsRead() throws IOException {
    assertThat(read("ts,cmd\n1,a,b\n2\n\"3\n\",x,y\n6,c\n"))
        .containsExactly(
            "2 row of 3 fields where the header has 2: 1,a,b",
            "3 row of 1 field where the header has 2: 2",
            "4 row of 3 fields where the header has 2: \"3\n\",x,y",
            "6 {\"ts\":\"6\",\"cmd\":\"c\"}");
  }

  @Test
  void aQuoteInsideAFieldIsAsItIs() throws IOException {
    assertThat(read("ts,cmd\n1,a \"b\" c\n"))
        .containsExactly("2 {\"ts\":\"1\",\"cmd\":\"a \\\"b\\\" c\"}");
  }

  @Test
  void aQuoteThatIsNotClosedCostsOneRow() throws IOException {
    assertThat(read("ts,cmd\n1,a\n2,\"b\n3,c\n4,d\n"))
        .containsExactly(
            "2 {\"ts\":\"1\",\"cmd\":\"a\"}",
            "3 a quote is opened and not closed: 2,\"b",
            "4 {\"ts\":\"3\",\"cmd\":\"c\"}",
            "5 {\"ts\":\"4\",\"cmd\":\"d\"}");
    assertThat(read("ts,cmd\n2,\"b\n3,\"c\"\n4,\"d\ne\"\n"))
        .containsExactly(
            "2 text behind a closing quote: 2,\"b",
            "3 {\"ts\":\"3\",\"cmd\":\"c\"}",
            "4 {\"ts\":\"4\",\"cmd\":\"d\\ne\"}");
  }

  /** Each of the rows could hide the rest of the file. */
  @ParameterizedTest
  @ValueSource(strings = {"1,\"\"\"x\n", "\"\",\"\"\"\"\n", "1,\"x\n", "\"\"x,\n", "1,x\"\n"})
  void manyQuotesTakeNoLonger(String row) throws IOException {
    byte[] rows = utf8("ts,cmd\n1,\"\n" + row.repeat(300_000) + "2,b\n");
    assertTimeout(Duration.ofSeconds(20), () -> assertThat(lines(rows, "f.csv")).isNotEmpty());
  }

  @Test
  void aQuoteThatIsNotClosedHoldsNoMoreThanARecord() throws IOException {
    byte[] before = utf8("ts,cmd\n1,\"a\n");
    byte[] row = utf8("2,bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n");
    long rows = 3L * RecordLines.MAX_RECORD_BYTES / row.length;
    InputStream endless = new Repeated(before, row, rows);
    RecordLines lines = JsonLines.records(endless, "f.csv");
    assertThat(lines.next().defect()).isEqualTo(CsvRow.NOT_CLOSED);
    long read = 0;
    for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
      assertThat(line.defect()).isEmpty();
      read++;
    }
    assertThat(read).isEqualTo(rows);
  }

  @Test
  void aHugeFieldIsADefectOfItsSize() throws IOException {
    byte[] huge = new byte[RecordLines.MAX_RECORD_BYTES * 5 / 2];
    Arrays.fill(huge, (byte) 'a');
    for (String quote : new String[] {"", "\""}) {
      byte[] file = join(utf8("ts,cmd\n1," + quote), huge, utf8(quote + "\n2,b\n"));
      List<RecordLines.Line> lines = lines(file, "f.csv");
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0).defect())
          .isEqualTo(RecordLines.tooLong(huge.length + 2L + 2L * quote.length()));
      assertThat(lines.get(0).bytes()).hasSize(RecordLines.KEPT_OF_TOO_LONG);
      assertThat(lines.get(1).bytes()).isEqualTo(utf8("{\"ts\":\"2\",\"cmd\":\"b\"}"));
    }
  }

  @Test
  void aRowOfAMillionFieldsIsADefect() throws IOException {
    assertThat(lines(utf8("ts,cmd\n" + ",".repeat(1 << 20) + "a\n2,b\n"), "f.csv"))
        .extracting(RecordLines.Line::defect)
        .containsExactly("row of 1,048,577 fields where the header has 2", "");
  }

  @Test
  void textThatIsNoUtf8IsADefectOfItsRow() throws IOException {
    byte[] file = join(utf8("ts,cmd\n1,"), new byte[] {(byte) 0xe9}, utf8("\n2,b\n"));
    assertThat(lines(file, "f.csv"))
        .extracting(RecordLines.Line::defect)
        .containsExactly("invalid UTF-8 at byte 2", "");
  }

  @Test
  void aPackedFileThatBreaksOffGivesItsRowsAndTheBreak() throws IOException {
    StringBuilder text = new StringBuilder("ts,cmd\n");
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      text.append(i).append(",\"line\n").append(random.nextLong()).append("\"\n");
    }
    byte[] packed = gzip(utf8(text.toString()));
    Path file = Files.write(folder.resolve("f.csv.gz"), Arrays.copyOf(packed, packed.length / 2));
    List<RecordLines.Line> lines = new ArrayList<>();
    try (InputStream bytes = JsonLines.open(file)) {
      RecordLines records = JsonLines.records(bytes, file.toString());
      for (RecordLines.Line line = records.next(); line != null; line = records.next()) {
        lines.add(line);
      }
    }
    assertThat(lines).hasSizeBetween(5_000, 15_000);
    assertThat(lines.get(lines.size() - 1).defect()).startsWith("damaged gzip data");
    assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.defect().isEmpty());
  }

  @Test
  void onlyAHeaderIsNoRecord() throws IOException {
    assertThat(read("ts,cmd\n")).isEmpty();
    assertThat(read("ts,cmd")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2025-01-05T12:00:00Z,host,cmd.exe | its name says CSV, but its first line has no names",
        "1736078400;ls | its name says CSV, but its first line has no names",
        "ts,\"cmd | its name says CSV, but its first line has no names",
        "host,C:\\\\Windows\\\\cmd.exe | its name says CSV, but its first line has no names",
        "ts,cmd,ts | has two columns ts",
      })
  void aHeaderThatIsNoneIsRefused(String first, String why) {
    assertThatThrownBy(() -> read(first + "\n1,a,b\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.csv: ")
        .hasMessageContaining(why);
  }

  /** A name says more than the content; the standard input has none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f.csv              | ts,cmd              | true",
        "f.CSV.1.gz         | ts,cmd              | true",
        "f.tsv              | Date and Time;Task  | true",
        "f.csv              | {\"cmd\":\"a,b\"}   | false",
        "f.jsonl            | ts,cmd              | false",
        "f.log              | ts,cmd              | false",
        "(standard input)   | ts,cmd              | true",
        "f.txt              | @timestamp;host.name | true",
        "f.txt              | Date and Time;Task  | false",
        "f.txt              | ts                  | false",
        "f.txt              | type=EXECVE msg=audit(1.2:3): argc=1 a0=\"a,b\" | false",
        "f.txt              | 2025-01-05T12:00:00Z,ls | false",
        "f.txt              | broken,json\\n{\"ts\":1,\"cmd\":\"a\"} | false",
      })
  void whatIsTakenForRows(String name, String first, boolean csv) {
    byte[] start = utf8(first.replace("\\n", "\n") + "\n1,a\n");
    assertThat(CsvHeader.of(start, name).isPresent()).isEqualTo(csv);
  }

  @Property(tries = 500)
  void readsWhatALibraryReads(Any any) throws IOException {
    int columns = any.between(2, 5);
    char separator = any.of(',', ';', '\t');
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      text.append(i == 0 ? "" : separator).append("c").append(i);
    }
    for (int rows = any.between(0, 20); rows >= 0; rows--) {
      text.append(any.of("\n", "\r\n"));
      for (int i = 0; i < columns; i++) {
        String value = any.text("ab \"\n\r,;\t\\é\0", 6);
        boolean plain = value.matches("[^\"\n\r,;\t]*") && any.of(true, false);
        text.append(i == 0 ? "" : separator)
            .append(plain ? value : '"' + value.replace("\"", "\"\"") + '"');
      }
    }
    String file = text.append(any.of("\n", "")).toString();
    List<List<String>> expected = new ArrayList<>();
    CsvMapper library = new CsvMapper();
    try (MappingIterator<String[]> rows =
        library
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(library.schema().withColumnSeparator(separator))
            .readValues(file)) {
      rows.forEachRemaining(row -> expected.add(Arrays.asList(row)));
    }
    expected.remove(0);
    expected.removeIf(row -> row.stream().allMatch(String::isEmpty));
    List<List<String>> found = new ArrayList<>();
    for (RecordLines.Line line : lines(utf8(file), "f.csv")) {
      assertThat(line.defect()).isEmpty();
      JsonNode record = Json.MAPPER.readTree(line.bytes());
      List<String> row = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        row.add(record.path("c" + i).asText(""));
      }
      found.add(row);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 2000)
  void nothingFailsAndNoLineIsLost(Any any) throws IOException {
    byte[] rows = any.text("ab\"\"\"\n\n\r,,;\0é", 200).getBytes(StandardCharsets.UTF_8);
    byte[] file = join(utf8("ts,cmd\n"), rows, utf8("\n8,last\n"));
    List<RecordLines.Line> lines = lines(file, "f.csv");
    long before = 1;
    for (RecordLines.Line line : lines) {
      assertThat(line.number()).isGreaterThan(before);
      before = line.number();
      if (line.defect().isEmpty()) {
        assertThat(Json.MAPPER.readTree(line.bytes()).isObject()).isTrue();
      }
    }
    assertThat(before).isLessThanOrEqualTo(lineEnds(file));
  }

  private static long lineEnds(byte[] file) {
    long count = 0;
    for (byte b : file) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }

  private static List<RecordLines.Line> lines(byte[] file, String name) throws IOException {
    RecordLines records = JsonLines.records(new Slow(file), name);
    List<RecordLines.Line> lines = new ArrayList<>();
    for (RecordLines.Line line = records.next(); line != null; line = records.next()) {
      lines.add(line);
    }
    return lines;
  }

  private static List<String> read(String file) throws IOException {
    List<String> read = new ArrayList<>();
    for (RecordLines.Line line : lines(utf8(file), "f.csv")) {
      String defect = line.defect().isEmpty() ? "" : line.defect() + ": ";
      read.add(line.number() + " " + defect + new String(line.bytes(), StandardCharsets.UTF_8));
    }
    return read;
  }

  /** Delivers few bytes at once, as a pipe may do. */
  private static final class Slow extends ByteArrayInputStream {
    Slow(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, buf.length < 5000 ? Math.min(length, 3) : length);
    }
  }

  /** Some bytes, and then the same many times. */
  private static final class Repeated extends InputStream {
    private final byte[] row;
    private long left;
    private byte[] now;
    private int at;

    Repeated(byte[] before, byte[] row, long times) {
      this.now = before;
      this.row = row;
      this.left = times;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == now.length) {
        if (left == 0) {
          return -1;
        }
        left--;
        now = row;
        at = 0;
      }
      int n = Math.min(length, now.length - at);
      System.arraycopy(now, at, target, offset, n);
      at += n;
      return n;
    }
  }
}
