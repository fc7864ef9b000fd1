package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.duplicates.NearDuplicateIndex.Match;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The exemplars of earlier runs in one scale. They may come in any order and more than once.
 *
 * <p>Beyond a capacity, whole windows are forgotten, the earliest first. A forgotten window stays
 * forgotten, so the exemplars that remain do not depend on the order of arrival.
 */
public final class EarlierExemplars {
  private final int capacity;
  private final NearDuplicateIndex index;
  private final TreeMap<Long, EarlierChunk> chunks = new TreeMap<>();
  private long forgottenUpTo = Long.MIN_VALUE;
  private long size;

  /**
   * The effect of one added exemplar.
   *
   * @param chunk the new chunk of the exemplar's window; null if nothing changed
   * @param forgotten windows whose exemplars are not needed any more, in order
   * @param forgottenExemplars how many were in them
   */
  public record Change(EarlierChunk chunk, List<Long> forgotten, long forgottenExemplars) {
    private static final Change NONE = new Change(null, List.of(), 0);
  }

  /** Knows no exemplar yet. */
  public EarlierExemplars(NearDuplicateRule rule, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a capacity of " + capacity + " exemplars; at least 1");
    }
    this.capacity = capacity;
    this.index = new NearDuplicateIndex(rule);
  }

  /** The mark in state that a window, and all windows before it, were forgotten. */
  public static EarlierChunk forgottenChunk() {
    return new EarlierChunk();
  }

  /** Restores a window's chunk from state; the chunk grows in place from now on. */
  public void restore(long window, EarlierChunk chunk) {
    if (chunk.size() == 0) {
      forgottenUpTo = Math.max(forgottenUpTo, window);
      return;
    }
    chunks.put(window, chunk);
    size += chunk.size();
    for (int i = 0; i < chunk.size(); i++) {
      add(window, chunk.line(i));
    }
  }

  /** Adds an exemplar with its embedding. */
  public Change add(EarlierExemplar exemplar) {
    EarlierExemplar.Embedded embedded = exemplar.line();
    if (embedded == null) {
      throw new IllegalArgumentException("an exemplar of an earlier run that was not embedded");
    }
    long window = exemplar.window();
    if (window <= forgottenUpTo) {
      return Change.NONE;
    }
    EarlierChunk chunk = chunks.computeIfAbsent(window, w -> new EarlierChunk());
    if (!chunk.add(exemplar.commandLine(), embedded.vector())) {
      return Change.NONE;
    }
    size++;
    add(
        window,
        EmbeddedLine.of(
            exemplar.commandLine(), embedded.template(), embedded.shape(), embedded.vector()));
    return forget(chunk);
  }

  private void add(long window, EmbeddedLine line) {
    index.add(window, CommandHash.of(line.commandLine()), line);
  }

  private Change forget(EarlierChunk changed) {
    List<Long> forgotten = new ArrayList<>();
    long before = size;
    while (size > capacity && chunks.size() > 1) {
      Map.Entry<Long, EarlierChunk> earliest = chunks.pollFirstEntry();
      size -= earliest.getValue().size();
      forgottenUpTo = earliest.getKey();
      forgotten.add(forgottenUpTo);
    }
    if (!forgotten.isEmpty()) {
      index.forgetBefore(chunks.firstKey());
    }
    return new Change(changed, forgotten, before - size);
  }

  /** The exemplar of a window before {@code window} that {@code line} is a near-duplicate of. */
  public Optional<Match> find(EmbeddedLine line, long window) {
    return index.find(line, window);
  }

  /** Exemplars that are known. */
  long size() {
    return size;
  }
}
