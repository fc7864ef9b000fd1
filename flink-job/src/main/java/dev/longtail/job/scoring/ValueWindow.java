package dev.longtail.job.scoring;

import dev.longtail.detectors.window.Sighting;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commands of an open window whose labels are worth most, as far as the classifier's text half
 * can say: candidates for labels. Their sightings are merged. The result does not depend on the
 * order of arrival: a command that was refused or pushed out once is worse than all that stay, and
 * would be so again.
 *
 * <p>A command keeps the model that scored it first. Memory is bounded by the number of candidates.
 */
public final class ValueWindow {
  private final int most;
  private final Map<Long, Place> places = new HashMap<>();
  private final TreeMap<Place, Candidate> bestFirst = new TreeMap<>();

  /**
   * A command that waits for the end of its window.
   *
   * @param sighting all its events of the window so far
   * @param model scores it
   */
  public record Candidate(Sighting sighting, LiveModel model) {
    /** Writes it as state. */
    public void write(DataOutput out) throws IOException {
      sighting.write(out);
      model.write(out);
    }

    /** Reads what {@link #write} wrote. */
    public static Candidate read(DataInput in) throws IOException {
      return new Candidate(Sighting.read(in), LiveModel.read(in));
    }
  }

  /** The most valuable first; ties by hash. */
  private record Place(double value, long hash) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byValue = Double.compare(other.value, value);
      return byValue != 0 ? byValue : Long.compare(hash, other.hash);
    }
  }

  /** An empty window that keeps {@code most} candidates. */
  public ValueWindow(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " candidates");
    }
    this.most = most;
  }

  /** Merges a sighting into its command; returns whether it is a candidate. */
  public boolean merge(Sighting sighting) {
    Place place = places.get(sighting.hash());
    if (place != null) {
      bestFirst.computeIfPresent(
          place, (p, known) -> new Candidate(known.sighting.merge(sighting), known.model));
    }
    return place != null;
  }

  /**
   * Adds a command that is no candidate yet, if it is among the best so far.
   *
   * @param value by the classifier's text half; higher is better
   */
  public void add(Candidate candidate, double value) {
    Place place = new Place(value, candidate.sighting.hash());
    if (bestFirst.size() == most) {
      Place worst = bestFirst.lastKey();
      if (place.compareTo(worst) > 0) {
        return;
      }
      bestFirst.remove(worst);
      places.remove(worst.hash);
    }
    bestFirst.put(place, candidate);
    places.put(place.hash, place);
  }

  /** The candidates, the best first. */
  public List<Candidate> candidates() {
    return List.copyOf(bestFirst.values());
  }

  /** A copy that shares nothing that changes. */
  public ValueWindow copy() {
    ValueWindow copy = new ValueWindow(most);
    copy.places.putAll(places);
    copy.bestFirst.putAll(bestFirst);
    return copy;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(most);
    out.writeInt(bestFirst.size());
    for (Map.Entry<Place, Candidate> each : bestFirst.entrySet()) {
      out.writeDouble(each.getKey().value);
      each.getValue().write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ValueWindow read(DataInput in) throws IOException {
    ValueWindow read = new ValueWindow(in.readInt());
    for (int left = in.readInt(); left > 0; left--) {
      double value = in.readDouble();
      read.add(Candidate.read(in), value);
    }
    return read;
  }
}
