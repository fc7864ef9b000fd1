package dev.longtail.udfs.features;

/**
 * The meaning of one column of a feature vector.
 *
 * @param name unique name, as {@code longtail features} prints it
 * @param family group of related features, e.g. {@code marker}
 * @param meaning one line for a reader who has not seen the code
 */
public record Feature(String name, String family, String meaning) {}
