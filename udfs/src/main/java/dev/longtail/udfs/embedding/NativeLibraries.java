package dev.longtail.udfs.embedding;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Starts ONNX Runtime from a folder that is gone when the JVM is.
 *
 * <p>The runtime unpacks its libraries itself, but asks for its folder to be deleted after it has
 * asked for the files, and Java deletes in the opposite order: the folder first, which is not empty
 * then and stays. So its two libraries are unpacked here. Where it has more, as the build for CUDA,
 * or where a loaded library cannot be deleted, as on Windows, it unpacks them as ever.
 */
final class NativeLibraries {
  /** The runtime's own property: the folder that holds its libraries. */
  private static final String PROPERTY = "onnxruntime.native.path";

  private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final String MORE = "onnxruntime_providers_shared";

  private static final OrtEnvironment ENVIRONMENT = start();

  private NativeLibraries() {}

  /** The runtime's environment, of which there is one in a JVM. */
  static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  private static OrtEnvironment start() {
    String platform = platform();
    if (platform == null
        || System.getProperty(PROPERTY) != null
        || NAMES.stream().anyMatch(name -> resource(platform, name) == null)
        || resource(platform, MORE) != null) {
      return OrtEnvironment.getEnvironment();
    }
    try {
      System.setProperty(PROPERTY, unpack(platform).toString());
      return OrtEnvironment.getEnvironment();
    } catch (IOException e) {
      // The runtime will fail in the same way, and say so.
      return OrtEnvironment.getEnvironment();
    } finally {
      // It was read; another program in this JVM may bring a runtime of another version.
      System.clearProperty(PROPERTY);
    }
  }

  /** The runtime's name of this system, null where it is none of those that are tried here. */
  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String os = system.contains("linux") ? "linux" : system.contains("mac") ? "osx" : null;
    String arch =
        processor.equals("amd64") || processor.equals("x86_64")
            ? "x64"
            : processor.equals("aarch64") ? "aarch64" : null;
    return os == null || arch == null ? null : os + '-' + arch;
  }

  private static URL resource(String platform, String name) {
    return OrtEnvironment.class.getResource(
        "/ai/onnxruntime/native/" + platform + '/' + System.mapLibraryName(name));
  }

  private static Path unpack(String platform) throws IOException {
    Path folder = Files.createTempDirectory("longtail-onnxruntime");
    folder.toFile().deleteOnExit();
    for (String name : NAMES) {
      Path library = folder.resolve(System.mapLibraryName(name));
      library.toFile().deleteOnExit();
      try (InputStream packed = resource(platform, name).openStream()) {
        Files.copy(packed, library);
      }
    }
    return folder;
  }
}
