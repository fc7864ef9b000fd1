package dev.longtail.job.restore;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * An operator in saved state.
 *
 * @param id by which Flink finds it: the digest of its uid, in hexadecimal
 * @param uid empty if the state does not say it
 * @param name for people; empty if the state does not say it
 * @param parallelism subtasks that saved
 * @param maxParallelism the most subtasks that can restore it
 * @param holdsState whether it saved anything, so that Flink does not pass over it without a word
 * @param forms of our own that it holds
 */
public record SavedOperator(
    String id,
    String uid,
    String name,
    int parallelism,
    int maxParallelism,
    boolean holdsState,
    NavigableSet<StoredForm> forms) {
  /** Copies the forms. */
  public SavedOperator {
    forms = Collections.unmodifiableNavigableSet(new TreeSet<>(forms));
  }

  /** The best name that the state has for it. */
  public String title() {
    return !uid.isEmpty() ? uid : !name.isEmpty() ? name : "operator " + id;
  }
}
