package dev.longtail.training.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CloseableIterator;
import dev.longtail.training.data.ColumnarRecords;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads Parquet files, whoever wrote them; a record is the JSON object of its columns. */
@SuppressWarnings("rawtypes") // the library asks for a class, and a class has no type arguments
public final class ParquetRecords implements ColumnarRecords {
  @Override
  public void forEach(Path file, JsonLines.Visitor visitor) {
    long number = 0;
    try (CloseableIterator<Map> records = iterator(file)) {
      while (hasNext(records, file)) {
        number++;
        JsonNode record = Json.MAPPER.valueToTree(records.next());
        visitor.visit(record, new JsonLines.Location(file, number));
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private static CloseableIterator<Map> iterator(Path file) {
    try {
      return new CarpetReader<>(file.toFile(), Map.class).iterator();
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private static boolean hasNext(CloseableIterator<Map> records, Path file) {
    try {
      return records.hasNext();
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  /** The library throws whatever it meets; a damaged file is nobody's mistake but the file's. */
  private static InputException damaged(Path file, RuntimeException e) {
    return new InputException(file + ": damaged, or no Parquet file: " + e.getMessage(), e);
  }
}
