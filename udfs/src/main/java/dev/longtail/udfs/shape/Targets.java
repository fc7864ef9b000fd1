package dev.longtail.udfs.shape;

import java.util.Locale;
import java.util.Set;

/** Roots, folders of the system, devices and files of rights: targets that are the meaning. */
final class Targets {
  private static final int LONGEST = 64;
  private static final Set<String> NAMES = ShapeSettings.words("targets");
  private static final Set<String> FILES = ShapeSettings.words("files-of-rights");
  private static final Set<String> HARMLESS = ShapeSettings.words("harmless-devices");

  private Targets() {}

  /** The target in its canonical form; empty if the path is none. */
  static String of(String path) {
    String text = path.strip().toLowerCase(Locale.ROOT);
    if (text.length() > LONGEST || text.isEmpty()) {
      return "";
    }
    if (text.startsWith("/dev/")) {
      return HARMLESS.contains(text) ? "" : withoutDigits(text);
    }
    if (isKernel(text)) {
      return withoutDigits(text);
    }
    String whole = text;
    text = withoutEnd(text);
    if (text.isEmpty()) {
      // What is around, such as * and .., or the root.
      return whole.charAt(0) == '/' || whole.charAt(0) == '\\' ? "/" : "*";
    }
    boolean drive = text.length() == 2 && text.charAt(1) == ':';
    return drive || NAMES.contains(text) || isOfRights(text) ? text : "";
  }

  /** The target of a redirection; empty if it does not count. */
  static String ofRedirection(String path) {
    String target = of(path);
    boolean counts = target.startsWith("/dev/") || isKernel(target) || isOfRights(target);
    return counts ? target : "";
  }

  /** Whether the path is a setting of the kernel. */
  static boolean isKernel(String path) {
    return path.startsWith("/proc/sys") || path.startsWith("/sys/") || path.startsWith("/selinux/");
  }

  private static boolean isOfRights(String path) {
    for (String file : FILES) {
      if (path.endsWith(file)) {
        return true;
      }
    }
    return false;
  }

  /** Without the separators and wildcards at its end. */
  private static String withoutEnd(String path) {
    int end = path.length();
    while (end > 0 && "*/\\.".indexOf(path.charAt(end - 1)) >= 0) {
      end--;
    }
    return path.substring(0, end);
  }

  private static String withoutDigits(String path) {
    return path.replaceAll("[0-9]+", "#").replaceAll("[^a-z#/_.-]", "");
  }
}
