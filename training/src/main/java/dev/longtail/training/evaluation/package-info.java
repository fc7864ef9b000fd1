/**
 * A trained row of the table: scores on the test sets. It may use {@code classify}, {@code data}
 * and {@code metrics}.
 */
package dev.longtail.training.evaluation;
