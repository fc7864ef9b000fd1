package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A candidate's form in state; part of its owner's version. */
public final class SightingForm {
  private SightingForm() {}

  public static void write(Sighting candidate, DataOutput out) throws IOException {
    out.writeLong(candidate.hash());
    writeText(candidate.commandLine(), out);
    writeText(candidate.eventId(), out);
    out.writeLong(candidate.firstSeen());
    writeText(candidate.host(), out);
    writeText(candidate.user(), out);
    writeText(candidate.os(), out);
    out.writeLong(candidate.occurrences());
  }

  public static Sighting read(DataInput in) throws IOException {
    return new Sighting(
        in.readLong(),
        readText(in),
        readText(in),
        in.readLong(),
        readText(in),
        readText(in),
        readText(in),
        in.readLong());
  }

  /** As {@link DataOutput#writeUTF}, without its limit of 64 KiB. */
  public static void writeText(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static String readText(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
