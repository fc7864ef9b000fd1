/** Isolation forests. They may use {@code model}. */
package dev.longtail.detectors.forest;
