/**
 * The report page and its plots. It may use {@code card}, {@code changes}, {@code evaluation},
 * {@code evasion}, {@code classify}, {@code data} and {@code metrics}.
 */
package dev.longtail.training.report;
