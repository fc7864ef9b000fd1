/**
 * The rows of the table: scores of a trained model on the test sets, with their intervals, parts
 * and differences. It may use {@code evasion}, {@code classify}, {@code data} and {@code metrics}.
 */
package dev.longtail.training.evaluation;
