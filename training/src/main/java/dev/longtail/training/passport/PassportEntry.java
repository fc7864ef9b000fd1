package dev.longtail.training.passport;

import java.util.List;

/**
 * A benign family and its exceptions.
 *
 * @param id of both exceptions; derived from operating system and template
 * @param template of the family
 * @param scope where the exceptions hold
 * @param patterns regular expressions of whole lines, for Sigma
 * @param openPlaces places of the patterns that take values which nobody judged
 * @param judgedLines lines that a judge called benign; at most {@value #MOST_LINES}
 * @param elasticLines lines that Elastic's item names
 * @param unnamedLines lines that ran, match the patterns, and have no room in Elastic's item
 * @param events events that match
 * @param days days on which they ran
 * @param firstDay the first of these
 * @param lastDay the last one
 * @param hosts hosts on which they ran
 * @param foreignLines lines of other templates that match as well
 * @param similarLines lines of other templates that a judged line stands for; they are not covered
 * @param judges who called the lines benign
 * @param judgeSaid the reason that the judge gave
 * @param review what analysts say of the judges
 * @param exemplars ids of the exemplars that were judged; at most {@value #MOST_LINES}
 * @param scoreBefore the highest score that the model before gives to a judged line; null if there
 *     is no such model
 * @param scoreAfter what the model after gives to the same line; likewise
 * @param expires the last day on which the exceptions hold
 * @param sigmaFile name of the filter's file
 */
public record PassportEntry(
    String id,
    String template,
    ExceptionScope scope,
    List<String> patterns,
    int openPlaces,
    List<String> judgedLines,
    List<String> elasticLines,
    int unnamedLines,
    long events,
    int days,
    String firstDay,
    String lastDay,
    int hosts,
    int foreignLines,
    int similarLines,
    List<String> judges,
    String judgeSaid,
    List<String> review,
    List<String> exemplars,
    Double scoreBefore,
    Double scoreAfter,
    String expires,
    String sigmaFile) {
  /** The most judged lines and exemplars that are named. */
  static final int MOST_LINES = 20;

  public PassportEntry {
    patterns = List.copyOf(patterns);
    judgedLines = List.copyOf(judgedLines);
    elasticLines = List.copyOf(elasticLines);
    judges = List.copyOf(judges);
    review = List.copyOf(review);
    exemplars = List.copyOf(exemplars);
  }
}
