package dev.longtail.udfs.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bytes as packers and archivers write them. */
final class Packed {
  private static final int BLOCK = 512;

  private Packed() {}

  interface Packer {
    OutputStream over(OutputStream out) throws IOException;
  }

  static byte[] by(Packer packer, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.over(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) throws IOException {
    return by(GZIPOutputStream::new, content);
  }

  static byte[] zstd(byte[] content) throws IOException {
    return by(ZstdOutputStream::new, content);
  }

  static byte[] zip(String member, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(member));
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** An archive of one member; the first form of tar had no magic number. */
  static byte[] tar(String member, byte[] content, boolean magic) {
    byte[] header = new byte[BLOCK];
    put(header, 0, member);
    put(header, 100, "0000644\0");
    put(header, 108, "0001750\0");
    put(header, 116, "0001750\0");
    put(header, 124, String.format("%011o\0", content.length));
    put(header, 136, "14734567012\0");
    put(header, 148, "        ");
    header[156] = '0';
    if (magic) {
      put(header, 257, "ustar\00000");
    }
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    int blocks = (content.length + BLOCK - 1) / BLOCK + 2;
    return join(header, Arrays.copyOf(content, blocks * BLOCK));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
