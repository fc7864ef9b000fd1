package dev.longtail.labeler.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A store that survives the crashes of a test, and fails when the test says so. */
final class MemoryStore implements JournalStore {
  final Map<String, String> texts = new TreeMap<>();
  boolean reversed;
  private Predicate<String> broken = name -> false;

  /** Writing and deleting such names fails. */
  synchronized void breakFor(Predicate<String> names) {
    broken = names;
  }

  @Override
  public synchronized List<String> names() {
    List<String> names = new ArrayList<>(texts.keySet());
    if (reversed) {
      Collections.reverse(names);
    }
    return names;
  }

  @Override
  public synchronized String read(String name) throws IOException {
    if (!texts.containsKey(name)) {
      throw new FileNotFoundException(name);
    }
    return texts.get(name);
  }

  @Override
  public synchronized void write(String name, String text) throws IOException {
    check(name);
    texts.put(name, text);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    check(name);
    texts.remove(name);
  }

  private void check(String name) throws IOException {
    if (broken.test(name)) {
      throw new IOException("no space left");
    }
  }
}
