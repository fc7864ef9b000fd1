package dev.longtail.udfs.io;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks a file if its first bytes say that it is packed. Refuses a file that cannot be read. */
final class Unpacking {
  private static final int BUFFER = 1 << 16;

  /** A file packed twice by mistake is read; more layers may be an attack and are refused. */
  private static final int MOST_LAYERS = 2;

  private Unpacking() {}

  /**
   * The unpacked bytes of {@code raw}.
   *
   * @param name the file's name in messages
   * @throws InputException if the kind of the file is not read, or if it is not what its name says
   */
  static PeekStream of(InputStream raw, String name) throws IOException {
    PeekStream in = new PeekStream(raw);
    for (int layer = 0; ; layer++) {
      byte[] start = in.peek(FileKind.BYTES);
      FileKind kind = FileKind.of(start, start.length);
      if (!kind.isRead()) {
        throw new InputException(name + ": " + (layer == 0 ? "" : "inside ") + kind.refusal());
      }
      if (layer == 0) {
        refuseWrongName(kind, name);
      }
      if (kind == FileKind.TEXT) {
        return in;
      }
      if (layer == MOST_LAYERS) {
        throw new InputException(name + ": is packed more than twice; unpack it first");
      }
      in = new PeekStream(unpacked(kind, in, name));
    }
  }

  private static void refuseWrongName(FileKind kind, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (FileKind packing : new FileKind[] {FileKind.GZIP, FileKind.ZSTD}) {
      String ending = packing == FileKind.GZIP ? ".gz" : ".zst";
      if (kind == FileKind.TEXT && lower.endsWith(ending)) {
        throw new InputException(
            name + ": its name says " + packing.words() + ", its content is not");
      }
    }
  }

  private static InputStream unpacked(FileKind kind, PeekStream in, String name)
      throws IOException {
    try {
      return new Packed(kind, kind == FileKind.GZIP ? new Gunzip(in) : new ZstdInputStream(in));
    } catch (ZipException | EOFException | ZstdIOException e) {
      throw new InputException(
          name + ": damaged " + kind.words() + " header: " + e.getMessage(), e);
    }
  }

  /** Marks a failure as one of the data, not of reading the file. */
  private static final class Packed extends FilterInputStream {
    private final FileKind kind;

    Packed(FileKind kind, InputStream in) {
      super(in);
      this.kind = kind;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (ZipException | EOFException | ZstdIOException e) {
        throw new DamagedDataException(kind, e);
      }
    }
  }

  /**
   * Reads all members of a gzip file. Behind the last member only zeros may follow (tapes are
   * filled with them); other bytes make it fail. Java's own class skips such bytes and every member
   * behind them.
   */
  private static final class Gunzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    private boolean ended;

    Gunzip(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = super.read(target, offset, length);
      if (n < 0 && !ended) {
        ended = true;
        for (int i = len - Math.max(0, inf.getRemaining() - TRAILER); i < len; i++) {
          refuse(buf[i]);
        }
        for (int next = in.read(); next >= 0; next = in.read()) {
          refuse(next);
        }
      }
      return n;
    }

    private static void refuse(int following) throws ZipException {
      if (following != 0) {
        throw new ZipException("bytes that are no gzip follow");
      }
    }
  }
}
