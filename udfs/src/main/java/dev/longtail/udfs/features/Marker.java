package dev.longtail.udfs.features;

import java.util.List;

/**
 * Groups of substrings, with the meaning of each group. Their occurrences in the lower-cased line
 * are counted (Gelman and Bergeron 2025, full-scale features). {@link #OBFUSCATION} is ours: it is
 * used in the test for deliberate encoding and is no feature of its own.
 */
enum Marker {
  ECHO("output by echo", "echo"),
  REPLACE("text replacement", "replace"),
  HASH("number signs", "#"),
  ENCODED("encoded commands", " -e ", " -ec ", " -enc ", " -encodedcommand ", "frombase64string("),
  BATCH("batch obfuscation", "^", "\"\"", "set", "&&", "&&for", "for %", ";;"),
  TRANSFER("transfer over a network", "http", "www.", ".com", "html", "tcp", "udp"),
  DUMP(
      "credential and memory dumping",
      "lsass",
      "samsrv",
      "hklm\\sam",
      "winlogon",
      "netlogon",
      "kerberos.dll",
      "dump",
      ".bin",
      "ntds"),
  OBFUSCATION(
      "encoding or encryption by a tool",
      "tobase64string(",
      "convertto-securestring",
      "-bxor",
      "base64 -d",
      "base64 --decode",
      "openssl enc",
      "openssl aes",
      "certutil -encode",
      "certutil -decode",
      "certutil /decode",
      "gpg -c",
      "gpg --symmetric",
      "cipher /e",
      "fromcharcode(",
      "protect-cmsmessage");

  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> substrings;

  Marker(String meaning, String... substrings) {
    this.meaning = meaning;
    this.substrings = List.of(substrings);
  }

  /** The meaning of an occurrence. */
  String meaning() {
    return meaning;
  }

  /** The substrings, in lower case. */
  List<String> substrings() {
    return substrings;
  }
}
