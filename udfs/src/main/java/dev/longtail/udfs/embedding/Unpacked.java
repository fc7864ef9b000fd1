package dev.longtail.udfs.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large files of jars, unpacked once for all later JVMs: a model and the native libraries take half
 * a second to unpack.
 *
 * <p>The launcher names the folder by the JVM property {@value #FOLDER}. Without it nothing is
 * kept: on a cluster each class loader needs files of its own ({@link NativeLibraries}). A file
 * lies below the name of its jar, which tells its version. It appears under its name only when it
 * is complete, so two JVMs at once do no harm: the second replaces a file by an equal one.
 */
final class Unpacked {
  private static final Logger LOG = LoggerFactory.getLogger(Unpacked.class);

  /** JVM property: the folder. */
  static final String FOLDER = "longtail.unpacked";

  private Unpacked() {}

  /** The file with the content of {@code resource}; empty if it cannot be kept. */
  static Optional<Path> file(URL resource) {
    String folder = System.getProperty(FOLDER, "");
    // jar:file:/FOLDERS/NAME.jar!/ENTRY
    String[] jarAndEntry = resource.getPath().split("\\.jar!/", 2);
    if (folder.isEmpty() || !resource.getProtocol().equals("jar") || jarAndEntry.length < 2) {
      return Optional.empty();
    }
    String jar = jarAndEntry[0].substring(jarAndEntry[0].lastIndexOf('/') + 1);
    Path file = Path.of(folder, jar).resolve(jarAndEntry[1]);
    try {
      if (!Files.exists(file)) {
        unpack(resource, file);
      }
      return Optional.of(file);
    } catch (IOException e) {
      LOG.debug("{} cannot be kept: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static void unpack(URL resource, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(file.getParent(), ".", ".part");
    try {
      try (InputStream packed = resource.openStream();
          OutputStream plain = Files.newOutputStream(draft)) {
        packed.transferTo(plain);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
