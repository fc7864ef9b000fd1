package dev.longtail.training.recall;

import dev.longtail.udfs.text.Sha256;

/** The identity of an admitted line in manifests: derived from its text, whoever admitted it. */
public final class LineId {
  private LineId() {}

  /** 32 hexadecimal digits: the first half of the SHA-256 of the command line in UTF-8. */
  public static String of(String commandLine) {
    return Sha256.hex(commandLine).substring(0, 32);
  }
}
