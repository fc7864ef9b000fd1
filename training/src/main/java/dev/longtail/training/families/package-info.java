/**
 * The protocol of left-out families: how well a classifier ranks attacks and benign lines of
 * sources it was not trained on. It may use {@code data}, {@code metrics} and {@code classify}.
 */
package dev.longtail.training.families;
