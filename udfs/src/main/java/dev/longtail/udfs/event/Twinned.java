package dev.longtail.udfs.event;

/**
 * What a Windows record says of a process beside the start itself: enough to find the record of the
 * other channel.
 *
 * @param channel the log that told the start
 * @param pid number of the new process on its host
 */
public record Twinned(Channel channel, long pid) {
  /** The two logs that tell process starts. */
  public enum Channel {
    /** Event 1 of Sysmon. */
    SYSMON,
    /** Event 4688 of the security log. */
    SECURITY
  }
}
