package dev.longtail.udfs.embedding;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A digest of what decides the vectors of a model: the bytes of its two files, the longest
 * sequence, and the vectors of a few texts. The vectors stand for all that the files do not show:
 * the version of ONNX Runtime, a graphics card, and the kind of the processor, which changes the
 * last bits.
 *
 * @param name of the model
 * @param high first half of the digest
 * @param low second half of the digest
 */
record ModelIdentity(String name, long high, long low) {
  /** Short, usual, and longer than the model reads: other lengths use other kernels. */
  private static final List<String> PROBES =
      List.of(
          "ls",
          "powershell.exe -NoProfile -Command \"Get-ADUser -Filter * | Export-Csv users.csv\"",
          "tar -czf /backup/db.tar.gz --exclude=*.log ".repeat(60));

  /**
   * The identity of {@code model}, which {@code embedder} runs.
   *
   * @throws IOException if its files cannot be read
   */
  static ModelIdentity of(EmbeddingModel model, TextEmbedder embedder) throws IOException {
    HashStream128 hash = Hashing.xxh3_128().hashStream();
    hash.putString(model.name()).putInt(model.maxTokens());
    for (String file : List.of(model.graph(), model.tokenizer())) {
      try (InputStream stream = EmbeddingModel.open(file)) {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
          hash.putBytes(buffer, 0, read);
          bytes += read;
        }
        hash.putLong(bytes);
      }
    }
    for (String probe : PROBES) {
      for (float value : embedder.embed(probe)) {
        hash.putInt(Float.floatToRawIntBits(value));
      }
    }
    HashValue128 digest = hash.get();
    return new ModelIdentity(
        model.name(), digest.getMostSignificantBits(), digest.getLeastSignificantBits());
  }

  /** The name of the model's file in a folder of vectors. */
  String fileName() {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return "%s-%016x.vectors".formatted(plain.length() > 80 ? plain.substring(0, 80) : plain, high);
  }
}
