package dev.longtail.udfs.io;

import static dev.longtail.udfs.io.Packed.gzip;
import static dev.longtail.udfs.io.Packed.join;
import static dev.longtail.udfs.io.Packed.tar;
import static dev.longtail.udfs.io.Packed.utf8;
import static dev.longtail.udfs.io.Packed.zstd;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.JsonLines.Location;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are read, and what is said of the others. */
class JsonLinesTest {
  private static final String TWO = "{\"cmd\":\"one\"}\n{\"cmd\":\"two\"}\n";

  @TempDir private Path folder;

  static Stream<Arguments> refused() throws IOException {
    byte[] text = utf8(TWO.repeat(40));
    return Stream.of(
        arguments(
            join(bytes(0xff, 0xfe), TWO.getBytes(UTF_16LE)), "UTF-16 text", "iconv -f UTF-16LE"),
        arguments(
            join(bytes(0xfe, 0xff), TWO.getBytes(UTF_16BE)), "UTF-16 text", "iconv -f UTF-16BE"),
        arguments(TWO.getBytes(UTF_16LE), "UTF-16 text", "iconv -f UTF-16LE"),
        arguments(TWO.getBytes(UTF_16BE), "UTF-16 text", "iconv -f UTF-16BE"),
        arguments(TWO.getBytes(Charset.forName("UTF-32LE")), "UTF-32 text", "iconv"),
        arguments(TWO.getBytes(Charset.forName("UTF-32BE")), "UTF-32 text", "iconv"),
        arguments(gzip(TWO.getBytes(UTF_16LE)), "inside is UTF-16 text", "iconv"),
        arguments(Packed.zip("day.jsonl", text), "zip", "unzip"),
        arguments(tar("day.jsonl", text, true), "tar", "tar -xf"),
        arguments(tar("day.jsonl", text, false), "tar", "tar -xf"),
        arguments(gzip(tar("day.jsonl", text, true)), "inside is a tar", "tar -xf"),
        arguments(zstd(tar("day.jsonl", text, false)), "inside is a tar", "tar -xf"),
        arguments(bytes('B', 'Z', 'h', '9', 0x31, 0x41, 0x59), "bzip2", "bunzip2"),
        arguments(bytes(0xfd, '7', 'z', 'X', 'Z', 0, 0), "xz", "xz -d"),
        arguments(bytes(4, 0x22, 0x4d, 0x18, 0x64), "lz4", "lz4 -d"),
        arguments(bytes('7', 'z', 0xbc, 0xaf, 0x27, 0x1c), "7-Zip", "7z x"),
        arguments(utf8("ElfFile\0\0\0\0\0"), "EVTX", "evtx_dump"),
        arguments(utf8("PAR1\25\4\25"), "Parquet", "JSON Lines"),
        arguments(bytes('O', 'b', 'j', 1, 4), "Avro", "avro-tools"),
        arguments(utf8("SQLite format 3\0"), "SQLite", "JSON Lines"));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aFileOfAnotherKindIsRefusedWithTheWayOut(byte[] content, String kind, String wayOut)
      throws IOException {
    Path file = Files.write(folder.resolve("day.jsonl"), content);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), kind, wayOut);
  }

  @Test
  void oneFileOfAnotherKindIsFoundBeforeTheFirstRecordOfAll() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), TWO);
    Files.write(folder.resolve("b.jsonl"), Packed.zip("b", utf8(TWO)));
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> JsonLines.forEach(folder, (record, where) -> seen.add(record.toString())))
        .hasMessageContaining("b.jsonl: is a zip archive");
    assertThat(seen).isEmpty();
  }

  static Stream<Arguments> readable() throws IOException {
    byte[] text = utf8(TWO);
    byte[] first = Arrays.copyOf(text, 18);
    byte[] rest = Arrays.copyOfRange(text, 18, text.length);
    byte[] skippable = bytes(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    return Stream.of(
        arguments("plain", text),
        arguments("byte order mark", join(bytes(0xef, 0xbb, 0xbf), text)),
        arguments("Windows line ends", utf8(TWO.replace("\n", "\r\n"))),
        arguments("no last line end, blank lines", utf8("\n \n" + TWO.strip())),
        arguments("gzip", gzip(text)),
        arguments("members that split a record", join(gzip(first), gzip(rest))),
        arguments("zeros behind gzip", join(gzip(text), new byte[10_000])),
        arguments("gzip twice", gzip(gzip(text))),
        arguments("zstd", zstd(text)),
        arguments("frames that split a record", join(zstd(first), zstd(rest))),
        arguments("a frame to skip", join(skippable, zstd(text))),
        arguments("gzip inside zstd", zstd(gzip(text))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void whatItsFirstBytesSayIsReadWhateverTheName(String form, byte[] content) throws IOException {
    for (String name : new String[] {"day.jsonl", "day.dat", "day"}) {
      assertThat(read(Files.write(folder.resolve(name), content)))
          .as(form)
          .containsExactly("one", "two");
    }
  }

  /** A pipe may have no byte ready while more will come. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void allOfAPipeIsReadHoweverFewBytesItHasReady(String form, byte[] content) throws IOException {
    InputStream trickle =
        new FilterInputStream(new ByteArrayInputStream(content)) {
          @Override
          public int available() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 7));
          }
        };
    RecordLines lines = JsonLines.records(JsonLines.unpack(trickle, "pipe"), "pipe");
    int records = 0;
    for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
      assertThat(line.defect()).as(form).isEmpty();
      records += line.isBlank() ? 0 : 1;
    }
    assertThat(records).isEqualTo(2);
  }

  @Test
  void whatIsLostOfADamagedFileIsSaidAndTheRestIsRead() throws IOException {
    byte[] many = utf8("{\"cmd\":\"" + noise(4000) + "\"}\n" + TWO.repeat(2000));
    for (boolean gzip : new boolean[] {true, false}) {
      byte[] whole = gzip ? gzip(many) : zstd(many);
      String kind = gzip ? "damaged gzip data" : "damaged zstd data";
      assertThat(defects(Arrays.copyOf(whole, whole.length - 9)))
          .singleElement()
          .asString()
          .contains(kind);
      assertThat(defects(join(whole, utf8("junk behind it"))))
          .singleElement()
          .asString()
          .contains(kind);
      byte[] cutInTheSecond = join(whole, Arrays.copyOf(whole, 9));
      assertThat(defects(cutInTheSecond)).singleElement().asString().contains(kind);
    }
    assertThat(records(join(gzip(utf8(TWO)), utf8("junk")))).isEqualTo(3);
  }

  private static String noise(int length) {
    Random random = new Random(3);
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < length; i++) {
      noise.append((char) ('a' + random.nextInt(26)));
    }
    return noise.toString();
  }

  private static List<String> defects(byte[] content) throws IOException {
    List<String> defects = new ArrayList<>();
    for (RecordLines.Line line : lines(content)) {
      if (!line.defect().isEmpty()) {
        defects.add(line.defect());
      }
    }
    return defects;
  }

  private static int records(byte[] content) throws IOException {
    return lines(content).size();
  }

  private static List<RecordLines.Line> lines(byte[] content) throws IOException {
    RecordLines lines =
        JsonLines.records(JsonLines.unpack(new ByteArrayInputStream(content), "f"), "f");
    List<RecordLines.Line> all = new ArrayList<>();
    for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }

  /** Damage anywhere costs records, never the reading. */
  @Test
  void noDamageStopsTheReading() throws IOException {
    Random random = new Random(11);
    byte[] text = utf8(TWO.repeat(300) + noise(3000));
    for (byte[] whole : new byte[][] {gzip(text), zstd(text)}) {
      for (int i = 0; i < 300; i++) {
        byte[] damaged = Arrays.copyOf(whole, 20 + random.nextInt(whole.length - 20));
        damaged[4 + random.nextInt(damaged.length - 4)] ^= (byte) (1 + random.nextInt(255));
        try {
          lines(damaged);
        } catch (InputException e) {
          assertThat(e).hasMessageStartingWith("f: ");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"cmd\":\"one\"},{\"cmd\":\"two\"}]",
        "[\n  {\"cmd\":\"one\"}\n]",
        "\n [ {\"cmd\":\"one\"",
      })
  void aJsonArrayIsSaidInOneSentence(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("events.json"), content);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": is one JSON array; one object a line is wanted, as jq -c '.[]' writes them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\n  \"cmd\": \"one\"\n}",
        "{\"cmd\":\n\"one\"}\n{\"cmd\":\n\"two\"}",
        "{\"events\": [\n{\"cmd\":\"one\"},\n{\"cmd\":\"two\"}\n]}",
        "\ufeff{\n\t\"events\": [\n",
        "{\r\n  \"a\": {\r\n",
      })
  void anObjectOverSeveralLinesIsSaidInOneSentence(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("events.json"), content);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file + ": has JSON objects of several lines; one object a line");
  }

  @Test
  void aLongObjectOverSeveralLinesIsFoundAsWell() throws IOException {
    String events = "{\n\"events\":[" + "{\"a\":\"ä\"},\n".repeat(20_000) + "{}]}";
    Path file = Files.writeString(folder.resolve("events.json"), events);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("several lines");
  }

  @Test
  void beyondTheBeginningLinesAreJudgedOneByOne() throws IOException {
    String first = "{\"cmd\":\"" + noise(70_000) + "\",\n\"x\":1}\n";
    assertThat(broken(Files.writeString(folder.resolve("events.json"), first))).isEqualTo(2);
    String line = "{\"cmd\":\"" + noise(70_000) + "\"}\n";
    assertThat(read(Files.writeString(folder.resolve("events.json"), line + line))).hasSize(2);
  }

  /** Files of lines stay files of lines, however their first one is broken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cmd\":\"cut off\n{\"cmd\":\"two\"}\n",
        "{\"cmd\":\n{\"cmd\":\"two\"}\n",
        "{\"a\":[\n{\"cmd\":\"two\"}\n",
        "[1,2]\n{\"cmd\":\"two\"}\n",
        "text\n{\"cmd\":\"two\"}\n",
        "}\n{\"cmd\":\"two\"}\n",
      })
  void aBrokenFirstLineIsOneBrokenLine(String content) throws IOException {
    String more = content + "{\"cmd\":\"three\"}\n";
    assertThat(broken(Files.writeString(folder.resolve("f.jsonl"), more))).isEqualTo(1);
  }

  private static int broken(Path file) {
    int[] broken = {0};
    JsonLines.forEach(
        file,
        new JsonLines.Visitor() {
          @Override
          public void visit(JsonNode record, Location where) {}

          @Override
          public void broken(Location where, String reason) {
            broken[0]++;
          }
        });
    return broken[0];
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"cmd":"a","cmd":"b"}           | field cmd: is there twice
          {"cmd":"a","x":1,"x":1}         | field x: is there twice
          {"cmd":"a","x":{"y":1,"y":2}}   | field y: is there twice
          {"cmd":"a","it's":1,"it's":2}   | field it's: is there twice
          {"cmd":"a"} {"cmd":"b"}         | not valid JSON: more text behind its end
          """)
  void aKeyThatIsThereTwiceIsNamed(String record, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("f.jsonl"), record + "\n");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("f.jsonl:1: " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "events.jsonl,       true",
    "events.JSONL,       true",
    "events.json,        true",
    "events.ndjson,      true",
    "events.log,         true",
    "events.jsonl.1,     true",
    "events.log.12.gz,   true",
    "events.log-20250105,true",
    "events.log.2025-01-05, true",
    "events.jsonl-2025-01-05.zst, true",
    "events.ndjson.gz,   true",
    "events.txt,         false",
    "events.csv,         true",
    "events.TSV.1.gz,    true",
    "events.xml,         false",
    "README.md,          false",
    "events.jsonl.bak,   false",
    "logfile,            false",
  })
  void ofAFolderFilesAreReadByTheirNamesAndTheOthersAreSaid(String name, boolean read)
      throws IOException {
    boolean packed = name.endsWith(".gz");
    byte[] content = packed ? gzip(utf8(TWO)) : name.endsWith(".zst") ? zstd(utf8(TWO)) : utf8(TWO);
    Files.createDirectories(folder.resolve("sub"));
    Path file = Files.write(folder.resolve("sub").resolve(name), content);
    Path usual = Files.writeString(folder.resolve("a.jsonl"), "");
    Files.writeString(folder.resolve(".hidden.txt"), "");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    InputFiles found = InputFiles.of(folder);
    assertThat(found.files()).isEqualTo(read ? List.of(usual, file) : List.of(usual));
    if (read) {
      assertThat(found.warning()).isEmpty();
      assertThat(read(folder)).containsExactly("one", "two");
    } else {
      assertThat(found.warning()).hasValueSatisfying(w -> assertThat(w).contains("sub/" + name));
    }
  }

  /** Its day would be missing, and a warning is easily missed. */
  @ParameterizedTest
  @ValueSource(strings = {"day.jsonl.bz2", "day.ndjson.xz", "day.log.1.zip"})
  void aFileOfRecordsThatIsPackedOtherwiseStopsAFolder(String name) throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), TWO);
    byte[] content =
        name.endsWith("zip")
            ? Packed.zip("day", utf8(TWO))
            : name.endsWith("xz") ? bytes(0xfd, '7', 'z', 'X', 'Z', 0) : bytes('B', 'Z', 'h', '9');
    Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> read(folder)).hasMessageContainingAll(name, "unpack it with");
  }

  @Test
  void aFolderWithoutFilesOfRecordsSaysWhatItHolds() throws IOException {
    Files.writeString(folder.resolve("events.xlsx"), "PK");
    assertThatThrownBy(() -> read(folder))
        .hasMessageContainingAll("holds no .jsonl", "it holds events.xlsx");
  }

  private static List<String> read(Path input) {
    List<String> commands = new ArrayList<>();
    JsonLines.forEach(input, (record, where) -> commands.add(JsonLines.commandLine(record, where)));
    return commands;
  }
}
