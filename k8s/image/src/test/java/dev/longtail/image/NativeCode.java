package dev.longtail.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Native libraries in jars, by what their own first bytes say of the processor. */
final class NativeCode {
  private static final int HEADER = 20;
  private static final int ELF = 0x464C457F;
  private static final int MACHINE = 18;
  private static final Map<Integer, String> MACHINES = Map.of(62, "amd64", 183, "arm64");

  private NativeCode() {}

  /**
   * The libraries of a jar for the two processors of the image.
   *
   * @return by a library's name, the processors it is there for
   */
  static Map<String, Set<String>> in(Path jar) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (ZipEntry each : file.stream().filter(entry -> isLibrary(entry.getName())).toList()) {
        try (InputStream in = file.getInputStream(each)) {
          String machine = machine(in.readNBytes(HEADER));
          if (MACHINES.containsValue(machine)) {
            found.computeIfAbsent(name(each.getName()), any -> new TreeSet<>()).add(machine);
          }
        }
      }
    }
    return found;
  }

  private static boolean isLibrary(String path) {
    // Snappy's of Android and others for another C library are no use on a server.
    return path.endsWith(".so") && !path.contains("android");
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String machine(byte[] header) {
    ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    return header.length < HEADER || bytes.getInt(0) != ELF
        ? "none"
        : MACHINES.getOrDefault((int) bytes.getShort(MACHINE), "another");
  }
}
