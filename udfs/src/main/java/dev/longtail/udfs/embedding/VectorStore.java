package dev.longtail.udfs.embedding;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors of texts on disk, so that a later run does not compute them again. A vector is read with
 * the bits that it was written with, so the store changes no result.
 *
 * <p>There is one file for each model. Its name and its first record hold a digest of what decides
 * a vector ({@link ModelIdentity}). All records have one size: the text's hash of 128 bits, the
 * numbers, and a checksum.
 *
 * <p>Several processes may use a file. The first of them appends, the others only read what was in
 * the file when they opened it. A record is appended by one write. If a process dies in the middle,
 * the next one that appends cuts off the rest of it. A record whose checksum is wrong is not used.
 * A file of another kind is left as it is and not used.
 *
 * <p>The store is a help and never a reason to fail: if the disk does not take a record or give it,
 * one warning is logged, and the vector is computed.
 *
 * <p>Memory: 40 to 80 bytes of heap for each vector ({@link TextIndex}). Thread-safe.
 */
final class VectorStore implements AutoCloseable {
  /** Bytes of a file beyond which no vector is added: 688,000 vectors of 384 numbers. */
  static final long MOST_BYTES = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(VectorStore.class);
  private static final byte[] MAGIC = "longtail vectors 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_BYTES = 2 * Long.BYTES;
  private static final int CHECKSUM_BYTES = Long.BYTES;

  /** Other systems than Linux lock bytes against reading too: this one is never written. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final int dimensions;
  private final int recordBytes;
  private final byte[] header;
  private final long mostBytes;
  private final RandomAccessFile file;
  private final ByteBuffer record;
  private final TextIndex index = new TextIndex();
  private FileLock lock;
  private int records;
  private boolean failed;
  private boolean saidFull;

  /**
   * The store of {@code model}, which {@code embedder} runs.
   *
   * @return null if the model keeps no vectors, or if they cannot be kept; a warning says why
   */
  static VectorStore of(EmbeddingModel model, TextEmbedder embedder) {
    if (model.vectors() == null) {
      return null;
    }
    Path folder = Path.of(model.vectors());
    try {
      return open(folder, ModelIdentity.of(model, embedder), embedder.dimensions());
    } catch (IOException e) {
      LOG.warn("{}: vectors are not kept: {}", folder, e.toString());
      return null;
    }
  }

  /**
   * Opens the store of a model in a folder, and makes it if there is none.
   *
   * @param identity of the model
   * @return null if it cannot be used; one warning says why
   */
  static VectorStore open(Path folder, ModelIdentity identity, int dimensions) {
    return open(folder, identity, dimensions, MOST_BYTES);
  }

  /** As above, with the caller's own limit. */
  static VectorStore open(Path folder, ModelIdentity identity, int dimensions, long mostBytes) {
    Path path = folder.resolve(identity.fileName());
    try {
      Files.createDirectories(folder);
      VectorStore store = new VectorStore(path, identity, dimensions, mostBytes);
      try {
        store.load();
      } catch (IOException e) {
        store.close();
        throw e;
      }
      return store;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{}: vectors are not kept: {}", path, e.toString());
      return null;
    }
  }

  private VectorStore(Path path, ModelIdentity identity, int dimensions, long mostBytes)
      throws IOException {
    this.path = path;
    this.dimensions = dimensions;
    this.mostBytes = mostBytes;
    recordBytes = KEY_BYTES + dimensions * Float.BYTES + CHECKSUM_BYTES;
    header = header(identity, dimensions);
    record = ByteBuffer.allocate(recordBytes);
    boolean writable = !Files.exists(path) || Files.isWritable(path);
    file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
    if (writable) {
      lock = tryLock();
    }
  }

  private FileLock tryLock() throws IOException {
    try {
      return file.getChannel().tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      // Another job of this JVM appends.
      return null;
    }
  }

  private static byte[] header(ModelIdentity identity, int dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(MAGIC.length + KEY_BYTES + Integer.BYTES);
    bytes.put(MAGIC).putLong(identity.high()).putLong(identity.low()).putInt(dimensions);
    return bytes.array();
  }

  /** Reads the keys of all records, and as the one that appends cuts off what is damaged. */
  private void load() throws IOException {
    byte[] found = new byte[(int) Math.min(header.length, file.length())];
    file.readFully(found);
    if (!Arrays.equals(found, Arrays.copyOf(header, found.length))) {
      throw new IOException("it is another kind of file; name another folder or delete it");
    }
    if (found.length < header.length) {
      if (lock != null) {
        file.seek(0);
        file.write(header);
      }
      return;
    }
    int whole = (int) Math.min(Integer.MAX_VALUE, (file.length() - header.length) / recordBytes);
    int perRead = Math.max(1, (1 << 20) / recordBytes);
    byte[] bytes = new byte[perRead * recordBytes];
    for (int first = 0; first < whole; first += perRead) {
      int count = Math.min(perRead, whole - first);
      file.readFully(bytes, 0, count * recordBytes);
      for (int i = 0; i < count; i++) {
        ByteBuffer one = ByteBuffer.wrap(bytes, i * recordBytes, recordBytes).slice();
        if (one.getLong(recordBytes - CHECKSUM_BYTES) == checksum(one)) {
          index.put(one.getLong(0), one.getLong(Long.BYTES), first + i);
          records = first + i + 1;
        }
      }
    }
    if (lock != null && position(records) < file.length()) {
      LOG.info("{}: {} damaged bytes cut off", path, file.length() - position(records));
      file.setLength(position(records));
    }
  }

  private long checksum(ByteBuffer one) {
    return Hashing.xxh3_64()
        .hashBytesToLong(one.array(), one.arrayOffset(), recordBytes - CHECKSUM_BYTES);
  }

  private long position(int number) {
    return header.length + (long) number * recordBytes;
  }

  /** The vector of {@code text}, owned by the caller; null if it is not in the store. */
  synchronized float[] get(String text) {
    HashValue128 key = Hashing.xxh3_128().hashCharsTo128Bits(text);
    int number = index.get(key.getMostSignificantBits(), key.getLeastSignificantBits());
    if (number < 0 || failed) {
      return null;
    }
    try {
      file.seek(position(number));
      file.readFully(record.array());
    } catch (IOException e) {
      fail(e);
      return null;
    }
    if (record.getLong(0) != key.getMostSignificantBits()
        || record.getLong(Long.BYTES) != key.getLeastSignificantBits()
        || record.getLong(recordBytes - CHECKSUM_BYTES) != checksum(record)) {
      return null;
    }
    float[] vector = new float[dimensions];
    record.position(KEY_BYTES).slice().asFloatBuffer().get(vector);
    return vector;
  }

  /** Adds a vector, if this process appends, the text is new and the file is not full. */
  synchronized void put(String text, float[] vector) {
    if (lock == null || failed || isFull()) {
      return;
    }
    HashValue128 key = Hashing.xxh3_128().hashCharsTo128Bits(text);
    if (index.get(key.getMostSignificantBits(), key.getLeastSignificantBits()) >= 0) {
      return;
    }
    record.putLong(0, key.getMostSignificantBits());
    record.putLong(Long.BYTES, key.getLeastSignificantBits());
    record.position(KEY_BYTES).slice().asFloatBuffer().put(vector);
    record.putLong(recordBytes - CHECKSUM_BYTES, checksum(record));
    try {
      file.seek(position(records));
      file.write(record.array());
    } catch (IOException e) {
      fail(e);
      return;
    }
    index.put(key.getMostSignificantBits(), key.getLeastSignificantBits(), records);
    records++;
  }

  private boolean isFull() {
    if (position(records + 1) <= mostBytes) {
      return false;
    }
    if (!saidFull) {
      saidFull = true;
      LOG.warn(
          "{}: full with {} vectors, no more are added; delete it to begin anew", path, records);
    }
    return true;
  }

  private void fail(IOException e) {
    failed = true;
    LOG.warn("{}: vectors are not kept any longer: {}", path, e.toString());
  }

  /** Vectors in the store. */
  synchronized int size() {
    return index.size();
  }

  /** Whether this process appends. */
  boolean appends() {
    return lock != null;
  }

  /** Gives the right to append back. */
  @Override
  public synchronized void close() {
    failed = true;
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("{}: {}", path, e.toString());
    }
  }
}
