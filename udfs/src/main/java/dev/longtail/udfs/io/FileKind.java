package dev.longtail.udfs.io;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The kind of a file, found from its first bytes. The name does not matter.
 *
 * <p>A file that is neither text nor packed by a stream compressor is refused, with advice to the
 * user. Read line by line it would give one dead letter for each line, and an archive would also
 * give records that look right.
 */
public enum FileKind {
  /** No known kind: it is read as UTF-8 text, and each line is judged alone. */
  TEXT("text", ""),
  GZIP("gzip", ""),
  ZSTD("zstd", ""),
  UTF_16LE("UTF-16 text", "convert it with iconv -f UTF-16LE -t UTF-8"),
  UTF_16BE("UTF-16 text", "convert it with iconv -f UTF-16BE -t UTF-8"),
  UTF_32("UTF-32 text", "convert it with iconv -f UTF-32 -t UTF-8"),
  ZIP("a zip archive", "unpack it with unzip"),
  TAR("a tar archive", "unpack it with tar -xf into a folder and give the folder"),
  BZIP2("packed by bzip2", "unpack it with bunzip2"),
  XZ("packed by xz", "unpack it with xz -d"),
  LZ4("packed by lz4", "unpack it with lz4 -d"),
  SNAPPY("packed by snappy", "unpack it, or pack it by gzip or zstd"),
  COMPRESS("packed by compress", "unpack it with uncompress"),
  SEVEN_ZIP("a 7-Zip archive", "unpack it with 7z x"),
  RAR("a RAR archive", "unpack it with unrar x"),
  EVTX("a Windows event log (EVTX)", "export it with evtx_dump -o jsonl"),
  PARQUET(
      "a Parquet file",
      "export it as JSON Lines: duckdb -c \"COPY (FROM 'F') TO 'F.jsonl' (FORMAT json)\""),
  AVRO("an Avro file", "export it with avro-tools tojson"),
  ORC("an ORC file", "export it as JSON Lines, such as with orc-contents"),
  SQLITE("an SQLite database", "export the events as JSON Lines");

  /** Bytes needed to tell the kind: the header of a tar archive. */
  static final int BYTES = 512;

  private static final int TAR_CHECKSUM = 148;
  private static final int TAR_CHECKSUM_BYTES = 8;

  private final String words;
  private final String wayOut;

  FileKind(String words, String wayOut) {
    this.words = words;
    this.wayOut = wayOut;
  }

  /** The kind of a file that begins with the first {@code length} bytes of {@code start}. */
  static FileKind of(byte[] start, int length) {
    Bytes bytes = new Bytes(start, length);
    FileKind kind = packed(bytes);
    kind = kind == TEXT ? document(bytes) : kind;
    kind = kind == TEXT ? wideText(bytes) : kind;
    return kind == TEXT && bytes.isTarHeader() ? TAR : kind;
  }

  private static FileKind packed(Bytes bytes) {
    if (bytes.begin(0x1f, 0x8b)) {
      return GZIP;
    }
    // A normal frame or a skippable one; pzstd and others write a skippable frame first.
    if (bytes.begin(0x28, 0xb5, 0x2f, 0xfd)
        || (bytes.at(0) >> 4 == 5 && bytes.beginAt(1, 0x2a, 0x4d, 0x18))) {
      return ZSTD;
    }
    if (bytes.begin('P', 'K', 3, 4) || bytes.begin('P', 'K', 5, 6) || bytes.begin('P', 'K', 7, 8)) {
      return ZIP;
    }
    if (bytes.begin('B', 'Z', 'h') && bytes.at(3) >= '1' && bytes.at(3) <= '9') {
      return BZIP2;
    }
    if (bytes.begin(0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    if (bytes.begin(0x04, 0x22, 0x4d, 0x18)) {
      return LZ4;
    }
    if (bytes.begin(0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y')) {
      return SNAPPY;
    }
    if (bytes.begin(0x1f, 0x9d)) {
      return COMPRESS;
    }
    if (bytes.begin('7', 'z', 0xbc, 0xaf, 0x27, 0x1c)) {
      return SEVEN_ZIP;
    }
    return bytes.begin('R', 'a', 'r', '!', 0x1a, 7) ? RAR : TEXT;
  }

  private static FileKind document(Bytes bytes) {
    if (bytes.begin('E', 'l', 'f', 'F', 'i', 'l', 'e', 0)) {
      return EVTX;
    }
    if (bytes.begin('P', 'A', 'R', '1') || bytes.begin('P', 'A', 'R', 'E')) {
      return PARQUET;
    }
    if (bytes.begin('O', 'b', 'j', 1)) {
      return AVRO;
    }
    if (bytes.begin('O', 'R', 'C') && bytes.at(3) < ' ') {
      return ORC;
    }
    byte[] sqlite = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < sqlite.length; i++) {
      if (bytes.at(i) != sqlite[i]) {
        return TEXT;
      }
    }
    return SQLITE;
  }

  /** Found by a byte order mark, or by zeros beside ASCII characters, with which JSON begins. */
  private static FileKind wideText(Bytes bytes) {
    if (bytes.begin(0xff, 0xfe, 0, 0) || bytes.begin(0, 0, 0xfe, 0xff)) {
      return UTF_32;
    }
    if (bytes.begin(0xff, 0xfe)) {
      return UTF_16LE;
    }
    if (bytes.begin(0xfe, 0xff)) {
      return UTF_16BE;
    }
    boolean[] ascii = new boolean[4];
    boolean[] zero = new boolean[4];
    for (int i = 0; i < 4; i++) {
      ascii[i] = bytes.at(i) > 0 && bytes.at(i) < 0x80;
      zero[i] = bytes.at(i) == 0;
    }
    if (ascii[0] && zero[1] && ascii[2] && zero[3]) {
      return UTF_16LE;
    }
    if (zero[0] && ascii[1] && zero[2] && ascii[3]) {
      return UTF_16BE;
    }
    boolean littleEndian = ascii[0] && zero[1] && zero[2] && zero[3];
    boolean bigEndian = zero[0] && zero[1] && zero[2] && ascii[3];
    return (littleEndian || bigEndian) && bytes.length >= 8 ? UTF_32 : TEXT;
  }

  /** Whether files of this kind are read (after unpacking if they are packed). */
  boolean isRead() {
    return this == TEXT || this == GZIP || this == ZSTD;
  }

  /** This kind in words, such as {@code a zip archive}. */
  String words() {
    return words;
  }

  /**
   * Why a file of this kind is not read, and what the user can do: a sentence without its subject.
   */
  String refusal() {
    return String.format(Locale.ROOT, "is %s and cannot be read; %s", words, wayOut);
  }

  /** The first bytes as numbers from 0 to 255; -1 behind the end. */
  private static final class Bytes {
    private final byte[] bytes;
    private final int length;

    Bytes(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    int at(int i) {
      return i < length ? bytes[i] & 0xff : -1;
    }

    boolean begin(int... expected) {
      return beginAt(0, expected);
    }

    boolean beginAt(int offset, int... expected) {
      for (int i = 0; i < expected.length; i++) {
        if (at(offset + i) != expected[i]) {
          return false;
        }
      }
      return true;
    }

    /** Every form of tar holds the sum of the header's bytes in octal digits. */
    boolean isTarHeader() {
      if (length < BYTES) {
        return false;
      }
      int sum = TAR_CHECKSUM_BYTES * ' ';
      for (int i = 0; i < BYTES; i++) {
        boolean checksum = i >= TAR_CHECKSUM && i < TAR_CHECKSUM + TAR_CHECKSUM_BYTES;
        sum += checksum ? 0 : at(i);
      }
      int written = 0;
      int digits = 0;
      for (int i = TAR_CHECKSUM; i < TAR_CHECKSUM + TAR_CHECKSUM_BYTES; i++) {
        if (at(i) >= '0' && at(i) <= '7') {
          written = 8 * written + at(i) - '0';
          digits++;
        } else if (digits > 0 || at(i) != ' ') {
          break;
        }
      }
      return digits > 0 && written == sum;
    }
  }
}
