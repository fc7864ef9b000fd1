package dev.longtail.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image in the form of {@code docker save}: {@code manifest.json} names the configuration and
 * the layers, from the base upwards.
 */
final class ImageTar {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final Path parts;
  private final JsonNode manifest;

  /** Something in a layer, without its bytes. */
  record Entry(
      String name, boolean directory, long user, long group, int mode, long modified, long size) {}

  private ImageTar(Path parts) throws IOException {
    this.parts = parts;
    this.manifest = Json.MAPPER.readTree(parts.resolve("manifest.json").toFile()).get(0);
  }

  /** Opens an image; its parts are put into an empty folder. */
  static ImageTar open(Path tar, Path folder) throws IOException {
    try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar))) {
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        Files.copy(in, inside(folder, each.getName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new ImageTar(folder);
  }

  /** Names with which the image is loaded. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    manifest.get("RepoTags").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** The configuration, in the form of the image specification. */
  JsonNode config() throws IOException {
    return Json.MAPPER.readTree(parts.resolve(manifest.get("Config").asText()).toFile());
  }

  /** The layers as they are transferred, from the base upwards. */
  List<Path> layers() {
    List<Path> layers = new ArrayList<>();
    manifest.get("Layers").forEach(layer -> layers.add(parts.resolve(layer.asText())));
    return layers;
  }

  /** What is in a layer, in its order. */
  static List<Entry> entries(Path layer) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (TarArchiveInputStream in = read(layer)) {
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        entries.add(
            new Entry(
                each.getName(),
                each.isDirectory(),
                each.getLongUserId(),
                each.getLongGroupId(),
                each.getMode() & 07777,
                each.getLastModifiedTime().toMillis(),
                each.getSize()));
      }
    }
    return entries;
  }

  /** Puts the files of all layers into an empty folder, as a container would see them. */
  void unpack(Path root) throws IOException {
    for (Path layer : layers()) {
      try (TarArchiveInputStream in = read(layer)) {
        for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
          put(root, each, in);
        }
      }
    }
  }

  private static void put(Path root, TarArchiveEntry entry, InputStream bytes) throws IOException {
    Path path = inside(root, entry.getName());
    String name = path.getFileName().toString();
    if (name.equals(OPAQUE)) {
      try (Stream<Path> below = Files.list(path.getParent())) {
        below.forEach(ImageTar::delete);
      }
    } else if (name.startsWith(WHITEOUT)) {
      delete(path.resolveSibling(name.substring(WHITEOUT.length())));
    } else if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isFile()) {
      Files.createDirectories(path.getParent());
      Files.copy(bytes, path, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(
              (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x"));
    } else {
      throw new IllegalStateException("neither a file nor a folder: " + entry.getName());
    }
  }

  private static void delete(Path path) {
    try (Stream<Path> walk = Files.exists(path) ? Files.walk(path) : Stream.empty()) {
      for (Path each : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path inside(Path folder, String name) {
    Path path = folder.resolve(name.replaceFirst("^/+", "")).normalize();
    if (!path.startsWith(folder)) {
      throw new IllegalStateException("outside of the image: " + name);
    }
    return path;
  }

  private static TarArchiveInputStream read(Path layer) throws IOException {
    return new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(layer)));
  }
}
