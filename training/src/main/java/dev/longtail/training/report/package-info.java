/**
 * The report page and its plots. It may use {@code evaluation}, {@code evasion}, {@code data} and
 * {@code metrics}.
 */
package dev.longtail.training.report;
