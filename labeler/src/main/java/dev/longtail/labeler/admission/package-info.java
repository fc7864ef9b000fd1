/**
 * The only door to the training data: vetoes first, then only benign verdicts. It may use {@code
 * client} and {@code redaction}.
 */
package dev.longtail.labeler.admission;
