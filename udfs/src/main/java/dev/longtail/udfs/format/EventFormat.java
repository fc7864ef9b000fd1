package dev.longtail.udfs.format;

import java.util.Locale;
import java.util.Optional;

/** The formats that can be read. */
public enum EventFormat {
  /** Whatever a record's own fields say. */
  AUTO("chosen for each record by its own fields"),
  NATIVE("Longtail's own JSON"),
  ECS("Elastic Common Schema: Elastic Defend, Auditbeat and others"),
  SYSMON("Sysmon's event 1, of Windows and Linux, as any collector ships it"),
  WINSEC("Windows' security event 4688, as any collector ships it"),
  AUDITD("the Linux audit log: SYSCALL and EXECVE records; auoms, go-audit, systemd's journal"),
  OCSF("Open Cybersecurity Schema Framework, class 1007, activity launch"),
  LAUREL("the Linux audit log as JSON by Laurel"),
  DEFENDER("Microsoft Defender XDR, table DeviceProcessEvents"),
  CROWDSTRIKE("CrowdStrike Falcon Data Replicator, ProcessRollup2"),
  ESF("macOS Endpoint Security: eslogger, Jamf Protect"),
  TETRAGON("Cilium Tetragon, process_exec"),
  FALCO("Falco's alerts on an execve"),
  OSQUERY("osquery's tables of process events, one row a record or in batches"),
  SENTINELONE("SentinelOne Cloud Funnel and Deep Visibility"),
  CARBONBLACK("VMware Carbon Black Cloud and EDR"),
  VISIONONE("Trend Vision One, endpoint activity"),
  HARFANGLAB("HarfangLab, process telemetry"),
  LIMACHARLIE("LimaCharlie, NEW_PROCESS"),
  TRACEE("Aqua Tracee, exec events"),
  KUNAI("Kunai, execve and execve_script"),
  UDM("Google Security Operations' Unified Data Model, PROCESS_LAUNCH"),
  ASIM("Microsoft Sentinel's normalised process events");

  private final String meaning;

  EventFormat(String meaning) {
    this.meaning = meaning;
  }

  /** Its name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, in words. */
  public String meaning() {
    return meaning;
  }

  /** The format of this name. */
  public static Optional<EventFormat> labelled(String label) {
    for (EventFormat format : values()) {
      if (format.label().equalsIgnoreCase(label)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
