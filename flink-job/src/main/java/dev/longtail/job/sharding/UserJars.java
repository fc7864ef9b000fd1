package dev.longtail.job.sharding;

import dev.longtail.job.local.TemporaryFolder;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
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
  /** One class of each library. Flink and its logging are on the cluster already. */
  private static final List<String> NEEDED =
      List.of(
          "dev.longtail.job.sharding.UserJars",
          "dev.longtail.training.shards.Shards",
          "dev.longtail.detectors.model.Detector",
          "dev.longtail.udfs.text.CommandHash",
          "ml.dmlc.xgboost4j.java.XGBoost",
          "scala.Product",
          "org.apache.commons.logging.Log",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "com.dynatrace.hash4j.hashing.Hashing",
          "com.github.benmanes.caffeine.cache.Caffeine",
          "com.google.re2j.Pattern",
          "com.carrotsearch.hppc.IntArrayList",
          "com.github.luben.zstd.Zstd",
          "org.apache.commons.math3.linear.RealMatrix",
          "org.apache.flink.connector.file.src.FileSource",
          "ai.onnxruntime.OrtSession",
          "ai.djl.Device",
          "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
          "com.google.gson.Gson",
          "com.sun.jna.Native",
          "dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel");

  private UserJars() {}

  /**
   * Their paths. A folder of classes, which a build may have instead of a jar, is packed.
   *
   * @throws IllegalStateException if this JVM lacks one
   */
  static String[] paths() {
    Set<Path> places = new LinkedHashSet<>();
    NEEDED.forEach(name -> places.add(placeOf(name)));
    List<String> jars = new ArrayList<>();
    for (Path place : places) {
      Path jar = Files.isDirectory(place) ? packed(place, jars.size()) : place;
      jars.add(jar.toAbsolutePath().toString());
    }
    return jars.toArray(String[]::new);
  }

  private static Path placeOf(String className) {
    try {
      Class<?> type = Class.forName(className, false, UserJars.class.getClassLoader());
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException("this program lacks " + className, e);
    }
  }

  private static Path packed(Path folder, int number) {
    Path jar = TemporaryFolder.path().resolve("classes-" + number + ".jar");
    try (Stream<Path> all = Files.walk(folder);
        OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packing = new JarOutputStream(out)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
        packing.putNextEntry(
            new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, packing);
        packing.closeEntry();
      }
      return jar;
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(folder + ": cannot be packed: " + e.getMessage(), e);
    }
  }
}
