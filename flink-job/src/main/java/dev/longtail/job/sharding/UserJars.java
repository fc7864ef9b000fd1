package dev.longtail.job.sharding;

import dev.longtail.job.local.TemporaryFolder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The jars that a cluster needs beside its own, to make shards and to grow trees: those of this
 * JVM's class path that have the classes below. The job's jar is not enough, because it trains
 * nothing.
 */
final class UserJars {
  private static final String CLASS_PATH = "classpath:";

  /** One class of each library. Flink and its logging are on the cluster already. */
  private static final List<String> NEEDED =
      List.of(
          "dev/longtail/job/sharding/UserJars.class",
          "dev/longtail/training/shards/Shards.class",
          "dev/longtail/detectors/model/Detector.class",
          "dev/longtail/udfs/text/CommandHash.class",
          "ml/dmlc/xgboost4j/java/XGBoost.class",
          "scala/Product.class",
          "org/apache/commons/logging/Log.class",
          "com/fasterxml/jackson/databind/ObjectMapper.class",
          "com/fasterxml/jackson/core/JsonFactory.class",
          "com/fasterxml/jackson/annotation/JsonProperty.class",
          "com/fasterxml/jackson/dataformat/yaml/YAMLMapper.class",
          "com/fasterxml/jackson/dataformat/toml/TomlMapper.class",
          "org/yaml/snakeyaml/Yaml.class",
          "com/dynatrace/hash4j/hashing/Hashing.class",
          "com/github/benmanes/caffeine/cache/Caffeine.class",
          "com/google/re2j/Pattern.class",
          "com/carrotsearch/hppc/IntArrayList.class",
          "com/github/luben/zstd/Zstd.class",
          "org/apache/commons/math3/linear/RealMatrix.class",
          "org/apache/flink/connector/file/src/FileSource.class",
          "ai/onnxruntime/OrtSession.class",
          "ai/djl/Device.class",
          "ai/djl/huggingface/tokenizers/HuggingFaceTokenizer.class",
          "com/google/gson/Gson.class",
          "com/sun/jna/Native.class");

  private UserJars() {}

  /**
   * Their paths. A folder of classes, which a build may have instead of a jar, is packed.
   *
   * @throws IllegalStateException if this JVM lacks one
   */
  static String[] paths() {
    Set<Path> places = new LinkedHashSet<>();
    NEEDED.forEach(name -> places.add(placeOf(name)));
    places.add(placeOf(EmbeddingModel.MINILM.graph().substring(CLASS_PATH.length())));
    List<String> jars = new ArrayList<>();
    for (Path place : places) {
      Path jar = Files.isDirectory(place) ? packed(place, jars.size()) : place;
      jars.add(jar.toAbsolutePath().toString());
    }
    return jars.toArray(String[]::new);
  }

  private static Path placeOf(String resource) {
    URL found = UserJars.class.getClassLoader().getResource(resource);
    if (found == null) {
      throw new IllegalStateException("this program lacks " + resource);
    }
    try {
      if (found.openConnection() instanceof JarURLConnection jar) {
        return Path.of(jar.getJarFileURL().toURI());
      }
      Path place = Path.of(found.toURI());
      for (int i = 0; i < Path.of(resource).getNameCount(); i++) {
        place = place.getParent();
      }
      return place;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(found + ": no file", e);
    }
  }

  private static Path packed(Path folder, int number) {
    Path jar = TemporaryFolder.path().resolve("classes-" + number + ".jar");
    try (Stream<Path> all = Files.walk(folder);
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packing = new JarOutputStream(out)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
        packing.putNextEntry(new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, packing);
        packing.closeEntry();
      }
      return jar;
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(folder + ": cannot be packed: " + e.getMessage(), e);
    }
  }
}
