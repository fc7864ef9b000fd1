package dev.longtail.udfs.text;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * The identity of a command line: its 64-bit XXH3 hash.
 *
 * <p>With 50 million different lines, the probability that any two share a hash is 7e-5 (birthday
 * bound n² / 2⁶⁵). Such a pair would count as one unique line. All ids, samples and tie breaks
 * derive from this hash, so they do not depend on the order of arrival.
 */
public final class CommandHash {
  private static final Hasher64 XXH3 = Hashing.xxh3_64();

  private CommandHash() {}

  /** The hash that identifies {@code commandLine}. */
  public static long of(String commandLine) {
    return XXH3.hashCharsToLong(commandLine);
  }

  /**
   * Mixes a hash with a salt into a hash that is independent of both (the finaliser of MurmurHash3,
   * Appleby 2011). Lines ranked by {@code mix(hash, salt)} are in a uniform random order, a
   * different one for each salt.
   */
  public static long mix(long hash, long salt) {
    long h = hash ^ (salt * 0x9e3779b97f4a7c15L);
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
