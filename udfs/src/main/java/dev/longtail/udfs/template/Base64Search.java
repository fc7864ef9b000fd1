package dev.longtail.udfs.template;

import static dev.longtail.udfs.template.Base64Text.isStandard;
import static dev.longtail.udfs.template.Base64Text.isUrlSafe;

import dev.longtail.udfs.text.Characters;

/**
 * Looks for base64 and random identifiers in one line.
 *
 * <p>At the first word of every run of base64 characters it tries three things: the whole run, the
 * part in the standard alphabet, and the part in the alphabet for URLs. Behind a placeholder a run
 * begins anew. So the end of a path is found whether or not its beginning is volatile, and a
 * template is searched like its line. The work is linear: runs are measured once, and a try has a
 * bounded cost.
 */
final class Base64Search {
  /** One more than the longest part of a build id, in characters. */
  private static final int BUILD_ID_PART = 24;

  private final char[] text;
  private final int length;

  private int runEnd;
  private int standardEnd;
  private int urlSafeEnd;

  /** The run was tried up to this index since the last placeholder. */
  private int runTried;

  private int standardTried;
  private int urlSafeTried;
  private int placeholderEnd;
  private boolean payload;

  Base64Search(char[] text, int length) {
    this.text = text;
    this.length = length;
  }

  /** The end of the base64 or identifier that begins at {@code start}; 0 if none does. */
  int find(int start) {
    if (start >= runEnd) {
      runEnd = start;
      while (runEnd < length && (isStandard(text[runEnd]) || isUrlSafe(text[runEnd]))) {
        runEnd++;
      }
    }
    if (runEnd - start < Base64Text.SHORTEST || start < Math.min(standardTried, urlSafeTried)) {
      return 0;
    }
    if (start >= standardEnd) {
      standardEnd = start;
      while (standardEnd < runEnd && isStandard(text[standardEnd])) {
        standardEnd++;
      }
    }
    if (start >= urlSafeEnd) {
      urlSafeEnd = start;
      while (urlSafeEnd < runEnd && isUrlSafe(text[urlSafeEnd])) {
        urlSafeEnd++;
      }
    }
    boolean mixed = standardEnd < runEnd && urlSafeEnd < runEnd;
    int found = mixed ? whole(start) : 0;
    if (found == 0) {
      found = standard(start);
    }
    return found == 0 ? urlSafe(start) : found;
  }

  /** Whether the last result of {@link #find} is a payload and not an identifier. */
  boolean isPayload() {
    return payload;
  }

  /** Marks that a placeholder ends at {@code end}: a new one, or one that was in the line. */
  void placeholder(int end) {
    placeholderEnd = end;
    runTried = end;
    standardTried = end;
    urlSafeTried = end;
  }

  private int whole(int start) {
    if (start < runTried) {
      return 0;
    }
    runTried = runEnd;
    return payload(start, runEnd);
  }

  private int standard(int start) {
    if (start < standardTried) {
      return 0;
    }
    standardTried = standardEnd;
    return standardEnd < runEnd ? 0 : payload(start, standardEnd);
  }

  private int payload(int start, int end) {
    payload =
        VolatileForms.endsAt(text, length, end)
            && !isHex(start, end)
            && Base64Text.isPayload(text, start, end)
            && !Base64Text.isEvenlySlashed(text, partStart(start), end);
    return payload ? end : 0;
  }

  /** The beginning of the part of a build id around {@code start}. */
  private int partStart(int start) {
    int first = start;
    while (first > placeholderEnd && first > start - BUILD_ID_PART && isUrlSafe(text[first - 1])) {
      first--;
    }
    return first;
  }

  private int urlSafe(int start) {
    if (start < urlSafeTried) {
      return 0;
    }
    urlSafeTried = urlSafeEnd;
    if (!VolatileForms.endsAt(text, length, urlSafeEnd) || isHex(start, urlSafeEnd)) {
      return 0;
    }
    payload = Base64Text.isPayload(text, start, urlSafeEnd);
    if (!payload && !Base64Text.isIdentifier(text, start, urlSafeEnd)) {
      return 0;
    }
    return urlSafeEnd;
  }

  private boolean isHex(int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Characters.isHex(text[i])) {
        return false;
      }
    }
    return true;
  }
}
