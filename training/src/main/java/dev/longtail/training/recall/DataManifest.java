package dev.longtail.training.recall;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The admitted lines that a model was trained on, in a file beside the model. By it anybody can
 * prove that a line is in a model, or that it is not. Lines of the base set are not in it: nobody
 * admitted them.
 *
 * @param trainingSet e.g. {@code ab+full}
 * @param base the base set's name
 * @param rows lines that the model was trained on
 * @param rowsDigest as in the model's facts: ties this file to the model
 * @param added admitted lines among them
 * @param linesSha256 SHA-256 of {@code lines}, one a line
 * @param revocations ids of the revocations that were held to
 * @param lines {@link LineId}s of the admitted lines, sorted
 * @param baseSha256 digest of the base set's file, which its card names; empty if it was no file,
 *     or an earlier release wrote this
 */
public record DataManifest(
    String trainingSet,
    String base,
    int rows,
    String rowsDigest,
    int added,
    String linesSha256,
    List<String> revocations,
    List<String> lines,
    String baseSha256) {
  /** Its file in the folder of a model. */
  public static final String FILE = "data.json";

  public DataManifest {
    revocations = revocations == null ? List.of() : List.copyOf(revocations);
    lines = lines == null ? List.of() : List.copyOf(lines);
    baseSha256 = baseSha256 == null ? "" : baseSha256;
  }

  /** The manifest of a model that was trained on {@code admitted} beside its base set. */
  public static DataManifest of(
      String trainingSet,
      String base,
      int rows,
      String rowsDigest,
      List<String> admitted,
      Revocations revocations) {
    List<String> ids = admitted.stream().map(LineId::of).distinct().sorted().toList();
    return new DataManifest(
        trainingSet,
        base,
        rows,
        rowsDigest,
        ids.size(),
        digest(ids),
        revocations.all().stream().map(Revocation::id).toList(),
        ids,
        "");
  }

  /** This manifest, of a base set whose file has a digest. */
  public DataManifest withBase(String sha256) {
    return new DataManifest(
        trainingSet, base, rows, rowsDigest, added, linesSha256, revocations, lines, sha256);
  }

  private static String digest(List<String> ids) {
    return Sha256.hex(String.join("\n", ids));
  }

  /** Writes it into the folder of its model. */
  public void write(Path model) throws IOException {
    Files.writeString(model.resolve(FILE), Json.line(this) + "\n");
  }

  /**
   * Reads it from the folder of a model.
   *
   * @throws InputException naming the file if it is no manifest, or if its list of lines is not the
   *     one that was written
   */
  public static DataManifest read(Path model) {
    Path file = model.resolve(FILE);
    try {
      DataManifest read = Json.MAPPER.readValue(file.toFile(), DataManifest.class);
      if (!digest(read.lines()).equals(read.linesSha256())) {
        throw new InputException(
            file + ": its lines are not those that its lines_sha256 names; it proves nothing");
      }
      return read;
    } catch (IOException e) {
      throw new InputException(file + ": no manifest: " + InputException.reason(e), e);
    }
  }
}
