/**
 * The two layers of SCADE (Vinay and Mangal 2024): how rare a line's n-grams are in a window, and
 * how usual they are for its user and host; the threshold that follows the scores. It may use
 * {@code model}.
 */
package dev.longtail.detectors.scade;
