package dev.longtail.training.passport;

import java.util.List;

/**
 * A benign family that gets no exception.
 *
 * @param os operating system; empty if unknown
 * @param template of the family
 * @param lines some of its judged lines
 * @param refusal why
 */
public record RefusedFamily(String os, String template, List<String> lines, Refusal refusal) {
  public RefusedFamily {
    lines = List.copyOf(lines);
  }
}
