package dev.longtail.detectors.model;

/**
 * One reason why a command stands out.
 *
 * @param feature name of the feature
 * @param meaning the meaning of the feature, in one line
 * @param value its value in this command
 * @param usual its median in the window's sample
 * @param share its part of all that makes the command stand out, above 0, at most 1
 */
public record Contribution(
    String feature, String meaning, double value, double usual, double share) {}
