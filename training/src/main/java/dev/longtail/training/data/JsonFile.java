package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one JSON value. A backfill leaves such files beside its results. */
final class JsonFile {
  private JsonFile() {}

  /**
   * Reads the value.
   *
   * @throws InputException naming the file if it is no JSON
   */
  static JsonNode read(Path file) {
    try {
      return Json.MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
