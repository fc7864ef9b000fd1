/**
 * The only door to the training data: vetoes first, then benign verdicts alone. It may use {@code
 * client} and {@code redaction}.
 */
package dev.longtail.labeler.admission;
