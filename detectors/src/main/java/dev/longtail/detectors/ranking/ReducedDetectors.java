package dev.longtail.detectors.ranking;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
import dev.longtail.detectors.forest.IsolationForestDetector;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The detectors of the reduced scale by name. A detector in this list is known everywhere. */
public final class ReducedDetectors {
  /** Those of the published system. */
  public static final List<LineDetector> PUBLISHED =
      List.of(
          new VectorDetector(IsolationForestDetector.DEFAULT),
          new VectorDetector(KMeansDistanceDetector.DEFAULT),
          new VectorDetector(PcaReconstructionDetector.DEFAULT));

  /** The two layers of SCADE. */
  public static final List<LineDetector> SCADE =
      Arrays.stream(ScadeDetector.Layer.values()).<LineDetector>map(ScadeDetector::new).toList();

  /** All: the published ones, each of them corrected for length, and the layers of SCADE. */
  public static final List<LineDetector> ALL =
      Stream.of(
              PUBLISHED.stream(),
              PUBLISHED.stream().<LineDetector>map(LengthAwareDetector::new),
              SCADE.stream())
          .flatMap(each -> each)
          .toList();

  private ReducedDetectors() {}

  /** The names of {@code detectors}, separated by commas. */
  public static String names(List<LineDetector> detectors) {
    return detectors.stream().map(LineDetector::name).collect(Collectors.joining(","));
  }

  /**
   * The detectors with these names, in the order of {@link #ALL}.
   *
   * @throws IllegalArgumentException if there is no name, a name is unknown, or one is there twice
   */
  public static List<LineDetector> of(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no detector");
    }
    Set<String> wanted = new HashSet<>();
    for (String name : names) {
      if (ALL.stream().noneMatch(detector -> detector.name().equals(name))) {
        throw new IllegalArgumentException(
            "'%s' is none of %s".formatted(name, names(ALL).replace(",", ", ")));
      }
      if (!wanted.add(name)) {
        throw new IllegalArgumentException("'%s' is there twice".formatted(name));
      }
    }
    return ALL.stream().filter(detector -> wanted.contains(detector.name())).toList();
  }
}
