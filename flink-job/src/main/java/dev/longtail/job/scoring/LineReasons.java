package dev.longtail.job.scoring;

import dev.longtail.detectors.window.PackedText;
import dev.longtail.training.classify.LineExplanation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a line has its score: what an analyst is told. All amounts are log-odds: they add up, +0.7
 * doubles the odds of an attack.
 *
 * @param command the command of the line whose text decided; empty if the whole line did
 * @param features the strongest, by their absolute amount
 * @param benign the nearest benign training line; empty if the model keeps none
 * @param malicious the nearest malicious one
 */
public record LineReasons(
    String command, List<Feature> features, Optional<Near> benign, Optional<Near> malicious) {
  /** Features that are told. */
  static final int MOST_FEATURES = 8;

  /** Characters of a text that are told; what an attacker writes must not fill the state. */
  static final int LONGEST_TEXT = 1_024;

  /** As {@link LineExplanation.Feature}. */
  public record Feature(String kind, String name, double logOdds) {}

  /**
   * A training line nearby.
   *
   * @param cosine between its embedding and that of the line; without embeddings, of n-grams
   * @param cmd its text
   * @param window detector window of a line that was mined; empty if it is of a base set
   * @param exemplar id of its exemplar, likewise
   */
  public record Near(double cosine, String cmd, String window, String exemplar) {}

  /** Copies the list. */
  public LineReasons {
    features = List.copyOf(features);
  }

  static LineReasons of(LineExplanation explained) {
    return new LineReasons(
        cut(explained.command()),
        explained.features().stream()
            .limit(MOST_FEATURES)
            .map(each -> new Feature(each.kind(), cut(each.name()), each.logOdds()))
            .toList(),
        near(explained.nearestBenign()),
        near(explained.nearestMalicious()));
  }

  private static Optional<Near> near(List<LineExplanation.Near> nearest) {
    return nearest.stream()
        .findFirst()
        .filter(near -> !near.line().cmd().isEmpty())
        .map(
            near ->
                new Near(
                    near.cosine(),
                    cut(near.line().cmd()),
                    near.line().window(),
                    near.line().exemplar()));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  void write(DataOutput out) throws IOException {
    PackedText.write(command, out);
    out.writeInt(features.size());
    for (Feature feature : features) {
      PackedText.write(feature.kind, out);
      PackedText.write(feature.name, out);
      out.writeDouble(feature.logOdds);
    }
    writeNear(benign, out);
    writeNear(malicious, out);
  }

  private static void writeNear(Optional<Near> near, DataOutput out) throws IOException {
    out.writeBoolean(near.isPresent());
    if (near.isPresent()) {
      out.writeDouble(near.get().cosine);
      PackedText.write(near.get().cmd, out);
      PackedText.write(near.get().window, out);
      PackedText.write(near.get().exemplar, out);
    }
  }

  static LineReasons read(DataInput in) throws IOException {
    String command = PackedText.read(in);
    List<Feature> features = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      features.add(new Feature(PackedText.read(in), PackedText.read(in), in.readDouble()));
    }
    return new LineReasons(command, features, readNear(in), readNear(in));
  }

  private static Optional<Near> readNear(DataInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(
            new Near(
                in.readDouble(), PackedText.read(in), PackedText.read(in), PackedText.read(in)))
        : Optional.empty();
  }
}
