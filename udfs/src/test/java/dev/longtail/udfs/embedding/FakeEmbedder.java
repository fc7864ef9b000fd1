package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * An embedder whose tokens are characters and whose vector is their hash; it records its batches,
 * and computes one only with a permit.
 */
public final class FakeEmbedder implements BatchableEmbedder {
  private static final int BATCH_TOKENS = 12;

  /** Batches that may be computed; all by default. */
  public final Semaphore permits = new Semaphore(Integer.MAX_VALUE / 2);

  /** Batches that were begun. */
  public final Semaphore begun = new Semaphore(0);

  private final List<List<String>> batches = new ArrayList<>();
  private volatile boolean closed;

  /** What {@link #embed} gives. */
  public static float[] vectorOf(String text) {
    return new float[] {text.hashCode(), text.length()};
  }

  /** The texts of each batch, in the order in which they were begun. */
  public List<List<String>> batches() {
    synchronized (batches) {
      return List.copyOf(batches);
    }
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public int dimensions() {
    return 2;
  }

  @Override
  public TokenizedText encode(String text) {
    if (text.equals("unreadable")) {
      throw new InputException(text);
    }
    return new TokenizedText(text.chars().asLongStream().toArray());
  }

  @Override
  public int rowsOf(int length) {
    return Math.max(1, BATCH_TOKENS / length);
  }

  @Override
  public List<float[]> embedBatch(List<TokenizedText> batch) {
    List<String> texts = batch.stream().map(FakeEmbedder::decode).toList();
    synchronized (batches) {
      batches.add(texts);
    }
    begun.release();
    permits.acquireUninterruptibly();
    if (closed) {
      throw new IllegalStateException("used after it was closed");
    }
    if (texts.contains("broken")) {
      throw new IllegalStateException("no vector for this");
    }
    return texts.stream().map(FakeEmbedder::vectorOf).toList();
  }

  private static String decode(TokenizedText text) {
    StringBuilder decoded = new StringBuilder();
    for (long token : text.tokens()) {
      decoded.append((char) token);
    }
    return decoded.toString();
  }

  @Override
  public float[] embed(String text) {
    return embedBatch(List.of(encode(text))).get(0);
  }

  @Override
  public List<float[]> embedAll(List<String> texts) {
    return texts.stream().map(this::embed).toList();
  }

  @Override
  public void close() {
    closed = true;
  }
}
