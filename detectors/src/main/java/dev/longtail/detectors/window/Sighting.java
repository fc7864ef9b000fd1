package dev.longtail.detectors.window;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.text.CommandHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A unique command of a window, with the facts about its first process start that an analyst needs.
 *
 * <p>"First" means smallest by time and then by event id. The order of arrival does not matter.
 *
 * @param hash identity of the command line ({@link dev.longtail.udfs.text.CommandHash})
 * @param commandLine the command line
 * @param eventId id of its first event in the window
 * @param firstSeen time of that event, milliseconds since the epoch
 * @param host host of that event
 * @param user user of that event
 * @param os operating system of that event
 * @param occurrences events of the window with this command line
 */
public record Sighting(
    long hash,
    String commandLine,
    String eventId,
    long firstSeen,
    String host,
    String user,
    String os,
    long occurrences) {

  /** The most characters of a fact beside the command line. Of a longer one the rest is cut. */
  public static final int LONGEST_FACT = 1_024;

  /** The sighting that one event gives. */
  public static Sighting of(CommandEvent event) {
    return new Sighting(
        CommandHash.of(event.commandLine()),
        event.commandLine(),
        bounded(event.eventId()),
        event.ts(),
        bounded(event.host()),
        bounded(event.user()),
        bounded(event.os()),
        1);
  }

  private static String bounded(String fact) {
    return fact.length() <= LONGEST_FACT ? fact : fact.substring(0, LONGEST_FACT - 1) + "…";
  }

  /** Merges two sightings of one command line; the order of the arguments does not matter. */
  public Sighting merge(Sighting other) {
    boolean otherFirst =
        other.firstSeen < firstSeen
            || (other.firstSeen == firstSeen && other.eventId.compareTo(eventId) < 0);
    Sighting first = otherFirst ? other : this;
    return new Sighting(
        hash,
        commandLine,
        first.eventId,
        first.firstSeen,
        first.host,
        first.user,
        first.os,
        occurrences + other.occurrences);
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(hash);
    PackedText.write(commandLine, out);
    PackedText.write(eventId, out);
    out.writeLong(firstSeen);
    PackedText.write(host, out);
    PackedText.write(user, out);
    PackedText.write(os, out);
    out.writeLong(occurrences);
  }

  /** Reads what {@link #write} wrote. */
  public static Sighting read(DataInput in) throws IOException {
    return new Sighting(
        in.readLong(),
        PackedText.read(in),
        PackedText.read(in),
        in.readLong(),
        PackedText.read(in),
        PackedText.read(in),
        PackedText.read(in),
        in.readLong());
  }
}
