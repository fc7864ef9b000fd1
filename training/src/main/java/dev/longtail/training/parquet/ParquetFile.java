package dev.longtail.training.parquet;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.ColumnNamingStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Writes records as a Parquet file, packed by zstd. Equal records give equal bytes. */
public final class ParquetFile {
  private ParquetFile() {}

  /**
   * Writes one row for each record; the columns are its components, with names in snake_case.
   *
   * @param type a record of texts, numbers, records and lists of these
   */
  public static <T> void write(Path file, Class<T> type, List<T> rows) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        CarpetWriter<T> writer =
            new CarpetWriter.Builder<>(out, type)
                .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
      writer.write(rows);
    }
  }
}
