package dev.longtail.training.passport;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Exceptions as they were written, and what they hide. A line is tried against the few filters only
 * that can match its first characters. Immutable once filled; any number of threads may use it.
 */
public final class ExceptionSet {
  private static final int LONGEST_KEY = 8;

  private final String hostField;
  private final Map<String, List<SigmaFilter>> filters = new HashMap<>();
  private final Map<String, List<ElasticItem>> items = new HashMap<>();
  private int filterCount;
  private int itemCount;

  ExceptionSet(String hostField) {
    this.hostField = hostField;
  }

  /**
   * Reads what {@code longtail passport} wrote.
   *
   * @param hostField the field of the host in the Sigma filters
   * @throws InputException naming the file, and the line, of what cannot be read or evaluated
   */
  public static ExceptionSet read(Path folder, String hostField) {
    ExceptionSet set = new ExceptionSet(hostField);
    Path sigma = folder.resolve(PassportFiles.SIGMA);
    Path elastic = folder.resolve(PassportFiles.ELASTIC);
    if (!Files.isDirectory(sigma) || !Files.exists(elastic)) {
      throw new InputException(folder + ": no folder sigma or no " + PassportFiles.ELASTIC);
    }
    try (Stream<Path> files = Files.list(sigma)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yml")).sorted().toList()) {
        set.addSigma(Files.readString(file), file.toString());
      }
      List<String> lines = Files.readAllLines(elastic, StandardCharsets.UTF_8);
      for (int i = 1; i < lines.size(); i++) {
        set.addElastic(lines.get(i), "%s:%d".formatted(elastic, i + 1));
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
    return set;
  }

  /** Adds a Sigma filter as it is written. */
  SigmaFilter addSigma(String yaml, String where) {
    SigmaFilter filter = SigmaFilter.read(yaml, where);
    Set<String> keys = new LinkedHashSet<>();
    filter.prefixes().forEach(prefix -> keys.add(key(prefix, LONGEST_KEY)));
    keys.forEach(key -> filters.computeIfAbsent(key, unseen -> new ArrayList<>()).add(filter));
    filterCount++;
    return filter;
  }

  /** Adds an item of Elastic's as it is written. */
  ElasticItem addElastic(String json, String where) {
    ElasticItem item = ElasticItem.read(json, where);
    if (item.lines().isEmpty()) {
      throw new InputException(where + ": an item that is bound to no command line");
    }
    item.lines().forEach(line -> items.computeIfAbsent(line, u -> new ArrayList<>()).add(item));
    itemCount++;
    return item;
  }

  private static String key(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  /** How many Sigma filters there are. */
  public int sigmaFilters() {
    return filterCount;
  }

  /** How many of Elastic's items there are. */
  public int elasticItems() {
    return itemCount;
  }

  /** Ids of the Sigma filters that hide alerts about an event. What it lacks counts as matching. */
  public List<String> sigma(LineSighting event) {
    Collection<SigmaFilter> candidates = candidates(event.line());
    return candidates.isEmpty()
        ? List.of()
        : hiding(candidates, event.os(), EventFields.sigma(event, hostField));
  }

  /** Ids of the Sigma filters that hide a line on some host, of some user. */
  List<String> sigma(String line) {
    return hiding(candidates(line), "", Map.of(SigmaFilter.COMMAND_LINE, line));
  }

  /** The filters that can match the first characters of {@code line}. */
  private Collection<SigmaFilter> candidates(String line) {
    Set<SigmaFilter> candidates = new LinkedHashSet<>();
    for (int length = 0; length <= Math.min(LONGEST_KEY, line.length()); length++) {
      candidates.addAll(filters.getOrDefault(line.substring(0, length), List.of()));
    }
    return candidates;
  }

  private static List<String> hiding(
      Collection<SigmaFilter> candidates, String os, Map<String, String> fields) {
    return candidates.stream()
        .filter(filter -> filter.hides(os, fields))
        .map(SigmaFilter::id)
        .toList();
  }

  /** Ids of Elastic's items that hide alerts about an event. What it lacks counts as matching. */
  public List<String> elastic(LineSighting event) {
    Map<String, String> fields = EventFields.ecs(event);
    return items.getOrDefault(event.line(), List.of()).stream()
        .filter(item -> item.hides(fields))
        .map(ElasticItem::id)
        .toList();
  }

  /** Ids of Elastic's items that hide a line on some host, of some user. */
  List<String> elastic(String line) {
    return items.getOrDefault(line, List.of()).stream().map(ElasticItem::id).toList();
  }
}
