package dev.longtail.training.shards;

import dev.longtail.udfs.text.CommandHash;

/**
 * Which shard a line belongs to, and its place there. Both depend on the line and on the number of
 * shards alone, so that the same lines give the same shards, byte for byte, whoever writes them.
 */
public final class Shards {
  /** Makes the shards independent of every other sample by hash. */
  private static final long SALT = 0x5a4d;

  private Shards() {}

  /**
   * The place of a line: shards are sorted by it. Not negative.
   *
   * @param commandLine the line
   */
  public static long place(String commandLine) {
    return CommandHash.mix(CommandHash.of(commandLine), SALT) >>> 1;
  }

  /** The shard of a line, from 0. */
  public static int of(String commandLine, int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException(shards + " shards");
    }
    return (int)
        Long.remainderUnsigned(CommandHash.mix(CommandHash.of(commandLine), ~SALT), shards);
  }
}
