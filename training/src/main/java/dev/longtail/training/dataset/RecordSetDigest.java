package dev.longtail.training.dataset;

import dev.longtail.udfs.text.Sha256;
import java.math.BigInteger;
import java.security.MessageDigest;

/**
 * Names a set of records by its content, whatever their order and their division into files: the
 * sum of the records' SHA-256, modulo 2 to the 256th. It finds mistakes, not forgers.
 */
final class RecordSetDigest {
  private final MessageDigest sha256 = Sha256.digest();
  private final long[] sum = new long[8];

  /** Adds a record. */
  void add(byte[] record) {
    byte[] digest = sha256.digest(record);
    long carry = 0;
    for (int word = 7; word >= 0; word--) {
      long value = 0;
      for (int i = 0; i < 4; i++) {
        value = value << 8 | (digest[4 * word + i] & 0xff);
      }
      carry += sum[word] + value;
      sum[word] = carry & 0xffffffffL;
      carry >>>= 32;
    }
  }

  /** 64 hexadecimal digits. */
  String hex() {
    BigInteger all = BigInteger.ZERO;
    for (long word : sum) {
      all = all.shiftLeft(32).or(BigInteger.valueOf(word));
    }
    return "%064x".formatted(all);
  }
}
