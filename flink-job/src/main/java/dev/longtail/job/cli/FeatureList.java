package dev.longtail.job.cli;

import dev.longtail.udfs.features.Feature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The features as a list for the terminal and as a page of the documentation. */
record FeatureList(List<Feature> features) {
  private static final Map<String, String> FAMILIES = new LinkedHashMap<>();

  static {
    FAMILIES.put(
        "shape",
        "Counted over the characters (Unicode code points) of the line. An empty line has 0"
            + " everywhere.");
    FAMILIES.put(
        "marker",
        "Occurrences, without overlap, of each substring in the lower-cased line, summed over the"
            + " substrings of the marker.");
    FAMILIES.put(
        "test",
        """
        1 or 0.

        - `test_encoding`: a marker of encoded commands; a tool or function that encodes or encrypts (`certutil -encode`, `openssl enc`,
          `tobase64string(`, `-bxor`, ...); at least 40 base64 characters in a row that mix upper case, lower case and digits with at most
          one slash in 16; more than 128 hexadecimal digits in a row; or four character escapes (`\\x41`, `\\u0041`, `%u0041`).
        - `test_paths`: at least two words that are local paths. A word ends at white space, quotes and `; , | & < > ( ) =`. It is a local path if it
          begins with a drive, a variable followed by a separator, `~/`, `./` or `../`, or is an absolute POSIX path of at least two segments
          (a single one cannot be told from a Windows switch), and has no wildcard.
        - `test_remote_executable`: a URL or UNC path whose last segment ends like a program or script.
        - `test_host_and_path`: exactly one host, however often named, beside a local path. Hosts are those of URLs and UNC paths, IPv4 addresses,
          names under a well-known top-level domain, and `user@host:path`; loopback does not count.\
        """);
    FAMILIES.put("character", "One for each ASCII character.");
    FAMILIES.put(
        "tfidf",
        """
        One for each of the window's 1,024 most common tokens: those in most of its unique commands, ties by text. Tokens are matches of
        `\\w+|[^\\w\\s]+` with every digit written as `*`. The value is the number of occurrences in the line times ln((1 + n) / (1 + df)) + 1, for
        n commands of the window of which df hold the token, divided by the Euclidean norm of these products over the line's tokens that
        are among them.\
        """);
    FAMILIES.put("token", "One for each of the same tokens: 1 or 0.");
  }

  /** One line for each feature. */
  String table() {
    return features.stream()
        .map(f -> String.format("%-24s %-10s %s%n", f.name(), f.family(), f.meaning()))
        .collect(Collectors.joining());
  }

  /** A table for each family, after the facts that hold for the whole family. */
  String markdown() {
    StringBuilder page = new StringBuilder("# Full-scale features\n\n");
    page.append(
        """
        What the detectors of the full scale see of a command line (Gelman and Bergeron 2025), in the order of the columns. Written by
        `longtail features --describe --markdown`; `longtail features --input F` computes them.
        """);
    Map<String, List<Feature>> byFamily =
        features.stream()
            .collect(
                Collectors.groupingBy(Feature::family, LinkedHashMap::new, Collectors.toList()));
    byFamily.forEach(
        (family, members) -> {
          page.append("\n## ").append(family).append("\n\n");
          page.append(FAMILIES.get(family)).append("\n\n| feature | meaning |\n|---|---|\n");
          for (Feature feature : members) {
            page.append("| `%s` | %s |\n".formatted(feature.name(), escaped(feature.meaning())));
          }
        });
    return page.toString();
  }

  /** Escapes characters that have a meaning in Markdown or HTML. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_|<>^~#\\[\\]])", "\\\\$1");
  }
}
