package dev.longtail.job.restore;

import dev.longtail.detectors.flink.StateSnapshot;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A form of our own in saved state, as the build that saved it named it. This build need not know
 * it.
 *
 * @param name the logical name
 * @param version of the form
 */
public record StoredForm(String name, int version) implements Comparable<StoredForm> {
  /** How Flink writes the one class of ours that it finds by its name: length, then name. */
  private static final byte[] MARK = mark(StateSnapshot.class.getName());

  /**
   * All forms that the head of a state file names. Flink's own reader cannot be asked: it stops at
   * the first form that this build does not know, and that is the one to tell of.
   *
   * @param head the file up to its first value
   */
  static NavigableSet<StoredForm> in(byte[] head) {
    NavigableSet<StoredForm> forms = new TreeSet<>();
    for (int at = 0; at + MARK.length <= head.length; at++) {
      int end = at + MARK.length;
      if (head[at] == MARK[0] && Arrays.equals(head, at, end, MARK, 0, MARK.length)) {
        try (DataInputStream in =
            new DataInputStream(new ByteArrayInputStream(head, end, head.length - end))) {
          var unused = in.readInt(); // The version of the entry, not of the form.
          forms.add(new StoredForm(in.readUTF(), in.readInt()));
        } catch (IOException e) {
          return forms; // The head ends here.
        }
      }
    }
    return forms;
  }

  /** A class name of ASCII characters as {@link java.io.DataOutput#writeUTF} writes it. */
  private static byte[] mark(String className) {
    byte[] name = className.getBytes(StandardCharsets.US_ASCII);
    byte[] mark = new byte[2 + name.length];
    mark[0] = (byte) (name.length >>> 8);
    mark[1] = (byte) name.length;
    System.arraycopy(name, 0, mark, 2, name.length);
    return mark;
  }

  @Override
  public int compareTo(StoredForm other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Integer.compare(version, other.version);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
