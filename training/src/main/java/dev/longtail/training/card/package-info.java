/**
 * The card of a model: what it is, what it was trained on, how good it is, what it is not for. It
 * may use {@code evaluation}, {@code evasion}, {@code classify}, {@code data} and {@code recall}.
 */
package dev.longtail.training.card;
