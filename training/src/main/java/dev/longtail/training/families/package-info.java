/**
 * The protocol of left-out families: how well a classifier ranks attacks and benign lines of
 * sources it was not trained on. It may use {@code evaluation}, {@code evasion}, {@code classify},
 * {@code data} and {@code metrics}.
 */
package dev.longtail.training.families;
