package dev.longtail.job.graph;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.labeler.admission.Provenance;
import dev.longtail.udfs.event.CommandEvent;

/** A line of the output {@link Output#LATE}, for tests of other packages. */
public final class LateLine {
  private LateLine() {}

  /** A line with every field. */
  public static String sample() {
    return of(new CommandEvent("e", 1735689600000L, "host", "user", "linux", "", "", "ls"));
  }

  /** The line of a late event. */
  public static String of(CommandEvent event) {
    return new JsonViews(DetectorWindows.DAILY, new Provenance("", "", ""))
        .late(Sighting.of(event))
        .json();
  }
}
