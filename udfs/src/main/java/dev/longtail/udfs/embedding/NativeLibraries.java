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
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native libraries of ONNX Runtime and of the tokenizer. Each class loader loads its own
 * copy.
 *
 * <p>A JVM refuses to load the same library file for a second class loader. On a Flink cluster each
 * job, and each restart of a job, has its own class loader. So each class loader unpacks its own
 * files. A loaded file needs no name any more and is deleted at once: a killed JVM leaves nothing,
 * and restarts do not fill the disk. (Windows is an exception: there the libraries unpack
 * themselves.)
 *
 * <p>Two copies of ONNX Runtime have the same name, and the linker uses the first for both. So two
 * jobs of one JVM must use the same version; ONNX Runtime reports an error if they do not.
 *
 * <p>In two cases the libraries find and unpack their files themselves, and only one class loader
 * of a JVM can load them: if ONNX Runtime has more than its two libraries, as in the build for
 * CUDA, or if one of the properties below is set.
 */
final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** ONNX Runtime's own property: the folder that holds its libraries. */
  private static final String RUNTIME_FOLDER = "onnxruntime.native.path";

  /** The tokenizer's own property, or environment variable: its library's file. */
  private static final String TOKENIZER_FILE = "RUST_LIBRARY_PATH";

  /** JVM property that counts the class loaders with their own copy of the libraries. */
  private static final String LOADERS = "longtail.native.loaders";

  /** Below this number there is no warning: two jobs, each restarted once, are normal. */
  private static final int MANY_LOADERS = 5;

  private static final List<String> RUNTIME = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final String MORE = "onnxruntime_providers_shared";

  private static final OrtEnvironment ENVIRONMENT;

  static {
    // Class loaders may start at the same time and share the JVM's properties, but no other lock.
    synchronized (Runtime.getRuntime()) {
      Thread thread = Thread.currentThread();
      ClassLoader context = thread.getContextClassLoader();
      try {
        // The runtime makes a shutdown thread, which would keep the job's class loader.
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

  /** The runtime's environment, one for each class loader. */
  static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  /** Loads the libraries if necessary. */
  static void load() {
    // The static initialiser of this class did it.
  }

  /** Warns if many class loaders hold native code: such a class loader is never unloaded. */
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
    // DJL would otherwise send usage data to its makers when it runs on EC2.
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

  /** The libraries' name of this platform; null if copies are not supported on it. */
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
   * Runs {@code start}, which looks for its libraries at the path in a property. A program's own
   * class loader, the only one that loads them, may find them {@link Unpacked}.
   *
   * @param named the file of the folder that the property must name; empty for the folder itself
   */
  private static void withCopies(
      String property, String named, List<URL> libraries, Runnable start) {
    Path folder = null;
    try {
      Optional<Path> kept = kept(libraries);
      if (kept.isPresent()) {
        System.setProperty(property, kept.get().resolve(named).toString());
        start.run();
        return;
      }
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
      // The library itself will fail to unpack in the same way, and report it.
      LOG.warn("the native libraries cannot be unpacked: {}", e.getMessage());
    } finally {
      // The property was read. Another program in this JVM may bring another version.
      System.clearProperty(property);
      delete(folder);
    }
  }

  /** The folder where all of {@code libraries} are unpacked; empty if they are not. */
  private static Optional<Path> kept(List<URL> libraries) {
    if (NativeLibraries.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
      return Optional.empty();
    }
    List<Optional<Path>> folders =
        libraries.stream().map(url -> Unpacked.file(url).map(Path::getParent)).distinct().toList();
    return folders.size() == 1 ? folders.get(0) : Optional.empty();
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
