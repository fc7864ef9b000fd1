package dev.longtail.training.dataset;

import java.util.Map;

/**
 * What one data set holds and what was left out of it.
 *
 * @param rows its rows
 * @param labels its rows by label
 * @param templates different templates of its rows: rows above that number differ in numbers and
 *     names alone
 * @param bySource its rows by each source that says so
 * @param byRule its rows by each rule that says so
 * @param byTechnique its rows by the techniques of these rules
 * @param byOs its rows by system; {@code unknown} if nobody says
 * @param byFamily its rows by family; {@code unknown} if no source says
 * @param byLength its rows by length in characters, in steps of two
 * @param undated rows that nobody says a day of
 * @param overruled rows of which a less trusted source says the opposite, by who over whom
 * @param contradicted lines that were left out because the most trusted who name them say both
 * @param firstSeenInTest lines that were left out because they were first seen in the test period
 * @param templateInTest lines that were left out because a test set has their template, by test set
 * @param contentSha256 digest of the rows as unpacked JSON Lines
 * @param files size and digest of each file
 */
record SetCard(
    long rows,
    LabelCounts labels,
    long templates,
    Map<String, LabelCounts> bySource,
    Map<String, LabelCounts> byRule,
    Map<String, LabelCounts> byTechnique,
    Map<String, LabelCounts> byOs,
    Map<String, LabelCounts> byFamily,
    Map<String, LabelCounts> byLength,
    long undated,
    Map<String, Long> overruled,
    Map<String, Long> contradicted,
    LabelCounts firstSeenInTest,
    Map<String, LabelCounts> templateInTest,
    String contentSha256,
    Map<String, FileFacts> files) {
  /**
   * A file.
   *
   * @param bytes its size
   * @param sha256 its digest
   */
  record FileFacts(long bytes, String sha256) {}

  /** This card, of rows that are written. */
  SetCard written(String content, Map<String, FileFacts> written) {
    return new SetCard(
        rows,
        labels,
        templates,
        bySource,
        byRule,
        byTechnique,
        byOs,
        byFamily,
        byLength,
        undated,
        overruled,
        contradicted,
        firstSeenInTest,
        templateInTest,
        content,
        written);
  }

  /** Lines that were left out because a test set has their template. */
  LabelCounts allTemplatesInTest() {
    long benign = templateInTest.values().stream().mapToLong(LabelCounts::benign).sum();
    long malicious = templateInTest.values().stream().mapToLong(LabelCounts::malicious).sum();
    return new LabelCounts(benign, malicious);
  }
}
