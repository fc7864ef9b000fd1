package dev.longtail.udfs.event;

/**
 * What a Windows record says of a process beside the start itself: enough to find the record of the
 * other channel.
 *
 * @param channel the log that told the start
 * @param pid number of the new process on its host
 * @param ts time of the start by the log, milliseconds since the epoch. Where the log writes local
 *     time without a zone, this is not the event's time: Sysmon knows the true one, but only the
 *     log's compares with the security log's
 */
public record Twinned(Channel channel, long pid, long ts) {
  /** The two logs that tell process starts. */
  public enum Channel {
    /** Event 1 of Sysmon. */
    SYSMON,
    /** Event 4688 of the security log. */
    SECURITY
  }
}
