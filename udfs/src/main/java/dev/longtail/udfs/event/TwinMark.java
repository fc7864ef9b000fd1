package dev.longtail.udfs.event;

import dev.longtail.udfs.event.Twinned.Channel;
import dev.longtail.udfs.text.CommandHash;
import java.util.Locale;

/**
 * A process start of Windows, reduced to what its twin has as well. A start of the security log is
 * a twin if Sysmon tells a start of the same process at most {@link #APART_MILLIS} earlier or
 * later. Twins are no pairs: a record that is delivered twice is twice a twin.
 *
 * @param channel the log that told the start
 * @param process 64 bits of host (case does not matter), process number and command line (blanks at
 *     its ends do not matter)
 * @param ts time of the start by the log, milliseconds since the epoch; of the security log, the
 *     time of the event
 */
public record TwinMark(Channel channel, long process, long ts) {
  /** How far apart the times of two channels may be. */
  public static final long APART_MILLIS = 1_000;

  /**
   * The mark of a start.
   *
   * @param twinned null if its record is of no such channel or names no process
   * @return null if the record or its host is not known
   */
  public static TwinMark of(CommandEvent event, Twinned twinned) {
    if (twinned == null || event.host().isEmpty()) {
      return null;
    }
    long host = CommandHash.of(event.host().toLowerCase(Locale.ROOT));
    long process = CommandHash.mix(CommandHash.of(event.commandLine().strip()), twinned.pid());
    return new TwinMark(twinned.channel(), CommandHash.mix(process, host), twinned.ts());
  }

  /** Whether it is a start that Sysmon told. */
  public boolean isSysmon() {
    return channel == Channel.SYSMON;
  }

  /** The same within a window: starts of two windows are no twins. */
  public long processIn(long windowStart) {
    return CommandHash.mix(process, windowStart);
  }
}
