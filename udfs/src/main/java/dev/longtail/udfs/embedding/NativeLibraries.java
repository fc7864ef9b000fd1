package dev.longtail.udfs.embedding;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native libraries of ONNX Runtime and of the tokenizer, each from a copy of its own.
 *
 * <p>A JVM refuses to load one file of a native library for a second class loader, and on a Flink
 * cluster each job, and each restart of one, has a class loader of its own. So each unpacks its own
 * files. A loaded file needs no name any more (except on Windows, which is left to the libraries
 * themselves), so it is deleted at once: a killed JVM leaves nothing, and restarts fill no disk. Of
 * two copies of ONNX Runtime the linker uses the first for both, since they have one name; so two
 * jobs of one JVM must bring the same version, and ONNX Runtime says so if they don't.
 *
 * <p>Where ONNX Runtime has more than its two libraries, as the build for CUDA, or where somebody
 * set the properties below, the libraries find and unpack their files themselves, and one class
 * loader of a JVM can load them.
 */
final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** ONNX Runtime's own property: the folder that holds its libraries. */
  private static final String RUNTIME_FOLDER = "onnxruntime.native.path";

  /** The tokenizer's own property, or environment variable: its library's file. */
  private static final String TOKENIZER_FILE = "RUST_LIBRARY_PATH";

  /** Counts in the JVM's properties the class loaders that loaded the libraries for themselves. */
  private static final String LOADERS = "longtail.native.loaders";

  /** Two jobs, each restarted once, are nothing to speak of. */
  private static final int MANY_LOADERS = 5;

  private static final List<String> RUNTIME = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final String MORE = "onnxruntime_providers_shared";

  private static final OrtEnvironment ENVIRONMENT;

  static {
    // The properties are the JVM's, and class loaders may start at once: they share no other lock.
    synchronized (Runtime.getRuntime()) {
      Thread thread = Thread.currentThread();
      ClassLoader context = thread.getContextClassLoader();
      try {
        // The runtime makes a thread for the JVM's end, which would keep the job's class loader.
        thread.setContextClassLoader(OrtEnvironment.class.getClassLoader());
        startRuntime();
        ENVIRONMENT = OrtEnvironment.getEnvironment();
        startTokenizer();
        warnOfManyLoaders();
      } finally {
        thread.setContextClassLoader(context);
      }
    }
  }

  private NativeLibraries() {}

  /** The runtime's environment, of which there is one for a class loader. */
  static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  /** Loads the libraries, if they are not loaded yet. */
  static void load() {
    // Initialising this class has done it.
  }

  /** Native code refers to classes, so a class loader that loaded it is never unloaded. */
  private static void warnOfManyLoaders() {
    if (OrtEnvironment.class.getClassLoader() != NativeLibraries.class.getClassLoader()) {
      return; // loaded once, by a parent of the jobs
    }
    int loaders = Integer.getInteger(LOADERS, 0) + 1;
    System.setProperty(LOADERS, Integer.toString(loaders));
    if (loaders >= MANY_LOADERS) {
      LOG.warn(
          "{} jobs, or restarts of them, have loaded the embedding's native libraries into this"
              + " JVM; each keeps its classes until the JVM ends. Put the libraries into Flink's"
              + " lib folder, see docs/cluster.md.",
          loaders);
    }
  }

  private static void startRuntime() {
    String platform = platform("x64");
    if (platform == null
        || System.getProperty(RUNTIME_FOLDER) != null
        || RUNTIME.stream().anyMatch(name -> runtime(platform, name) == null)
        || runtime(platform, MORE) != null) {
      return; // it does the rest itself
    }
    List<URL> libraries = RUNTIME.stream().map(name -> runtime(platform, name)).toList();
    withCopies(RUNTIME_FOLDER, "", libraries, OrtEnvironment::getEnvironment);
  }

  private static URL runtime(String platform, String name) {
    return OrtEnvironment.class.getResource(
        "/ai/onnxruntime/native/" + platform + '/' + System.mapLibraryName(name));
  }

  private static void startTokenizer() {
    // DJL would otherwise report its use to its makers when it runs on EC2.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    String platform = platform("x86_64");
    String name = System.mapLibraryName("tokenizers");
    URL library = LibUtils.class.getResource("/native/lib/" + platform + "/cpu/" + name);
    if (platform == null
        || library == null
        || System.getProperty(TOKENIZER_FILE) != null
        || System.getenv(TOKENIZER_FILE) != null) {
      return; // as above
    }
    withCopies(TOKENIZER_FILE, name, List.of(library), LibUtils::checkStatus);
  }

  /** The libraries' name of this system, null where it is none of those that are tried here. */
  private static String platform(String intel) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String os = system.contains("linux") ? "linux" : system.contains("mac") ? "osx" : null;
    String arch =
        processor.equals("amd64") || processor.equals("x86_64")
            ? intel
            : processor.equals("aarch64") ? "aarch64" : null;
    return os == null || arch == null ? null : os + '-' + arch;
  }

  /**
   * Starts something that looks for its libraries where a property says.
   *
   * @param named what the property has to name: a file of the folder, or the folder if empty
   */
  private static void withCopies(
      String property, String named, List<URL> libraries, Runnable start) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("longtail-native");
      for (URL library : libraries) {
        String path = library.getPath();
        try (InputStream packed = library.openStream()) {
          Files.copy(packed, folder.resolve(path.substring(path.lastIndexOf('/') + 1)));
        }
      }
      System.setProperty(property, folder.resolve(named).toString());
      start.run();
    } catch (IOException e) {
      // The library will fail to unpack in the same way, and say so.
      LOG.warn("the native libraries cannot be unpacked: {}", e.getMessage());
    } finally {
      // It was read; another program in this JVM may bring a library of another version.
      System.clearProperty(property);
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      LOG.warn("the native libraries in {} cannot be deleted: {}", folder, e.getMessage());
    }
  }
}
