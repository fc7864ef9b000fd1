/**
 * Which lines two models decide otherwise, and why. It may use {@code classify} and {@code data}.
 */
package dev.longtail.training.changes;
