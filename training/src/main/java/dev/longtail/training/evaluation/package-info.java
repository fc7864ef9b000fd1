/**
 * The rows of the table: scores of a trained model on the test sets. It may use {@code classify},
 * {@code data} and {@code metrics}.
 */
package dev.longtail.training.evaluation;
