package dev.longtail.training.dataset;

import dev.longtail.training.parquet.ParquetFile;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes data sets: each as gzipped JSON Lines and as Parquet, then their card. Equal sets give
 * equal bytes. A card is there only beside the sets that it is about.
 */
final class DataSetFiles {
  /** The card. */
  static final String CARD = "card.json";

  /** The card to read. */
  static final String CARD_TEXT = "card.md";

  private static final int BUFFER = 1 << 16;

  private DataSetFiles() {}

  /**
   * Writes {@code sets} into a folder and replaces those that are there.
   *
   * @return their card, with the digests of the files
   * @throws InputException naming the folder if it cannot be written
   */
  static DataSetCard write(Path out, DataSets sets) {
    try {
      Files.createDirectories(out);
      Files.deleteIfExists(out.resolve(CARD));
      Files.deleteIfExists(out.resolve(CARD_TEXT));
      for (String set : List.of(DataSets.RB, DataSets.AB)) {
        Files.deleteIfExists(out.resolve(jsonLines(set)));
        Files.deleteIfExists(out.resolve(parquet(set)));
      }
      Map<String, SetCard> written = new LinkedHashMap<>();
      for (Map.Entry<String, List<DataSetRow>> set : sets.rows().entrySet()) {
        written.put(
            set.getKey(),
            write(out, set.getKey(), set.getValue(), sets.card().sets().get(set.getKey())));
      }
      DataSetCard card = sets.card().with(written);
      Files.writeString(
          out.resolve(CARD),
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(card) + "\n");
      Files.writeString(out.resolve(CARD_TEXT), CardText.of(card));
      return card;
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private static String jsonLines(String set) {
    return set + ".jsonl.gz";
  }

  private static String parquet(String set) {
    return set + ".parquet";
  }

  private static SetCard write(Path out, String name, List<DataSetRow> rows, SetCard card)
      throws IOException {
    Path lines = out.resolve(jsonLines(name));
    Path columns = out.resolve(parquet(name));
    String content = write(partOf(lines), rows);
    ParquetFile.write(partOf(columns), DataSetRow.class, rows);
    Map<String, SetCard.FileFacts> files = new LinkedHashMap<>();
    for (Path file : List.of(lines, columns)) {
      Files.move(partOf(file), file, StandardCopyOption.REPLACE_EXISTING);
      files.put(String.valueOf(file.getFileName()), facts(file));
    }
    return card.written(content, files);
  }

  /** A file under this name is not complete. */
  private static Path partOf(Path file) {
    return file.resolveSibling("_" + file.getFileName() + ".part");
  }

  private static String write(Path file, List<DataSetRow> rows) throws IOException {
    MessageDigest content = Sha256.digest();
    try (OutputStream packed =
        new BufferedOutputStream(
            new GZIPOutputStream(Files.newOutputStream(file), BUFFER), BUFFER)) {
      for (DataSetRow row : rows) {
        byte[] line = (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
        content.update(line);
        packed.write(line);
      }
    }
    return HexFormat.of().formatHex(content.digest());
  }

  private static SetCard.FileFacts facts(Path file) throws IOException {
    return new SetCard.FileFacts(Files.size(file), Sha256.ofFile(file));
  }
}
