/**
 * Which lines two models decide otherwise, and why. It may use {@code classify}, {@code data} and
 * {@code metrics}.
 */
package dev.longtail.training.changes;
