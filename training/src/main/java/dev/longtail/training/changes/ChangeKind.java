package dev.longtail.training.changes;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What changed for a line. */
public enum ChangeKind {
  VANISHED_FALSE_POSITIVE("False positives that vanished", false, true),
  NEW_FALSE_POSITIVE("New false positives", false, false),
  LOST_ATTACK("Attacks that are not found any more", true, true),
  FOUND_ATTACK("Attacks that are found now", true, false);

  private final String title;
  private final boolean malicious;
  private final boolean alertBefore;

  ChangeKind(String title, boolean malicious, boolean alertBefore) {
    this.title = title;
    this.malicious = malicious;
    this.alertBefore = alertBefore;
  }

  /** Its name in files. */
  @JsonValue
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its lines in words. */
  public String title() {
    return title;
  }

  /** Whether its lines are attacks. */
  public boolean malicious() {
    return malicious;
  }

  /** Whether it was an alert before and is none now; else the other way round. */
  public boolean alertBefore() {
    return alertBefore;
  }

  /** The kind of a line that changed. */
  static ChangeKind of(boolean malicious, boolean alertBefore) {
    for (ChangeKind kind : values()) {
      if (kind.malicious == malicious && kind.alertBefore == alertBefore) {
        return kind;
      }
    }
    throw new AssertionError("all four are there");
  }
}
