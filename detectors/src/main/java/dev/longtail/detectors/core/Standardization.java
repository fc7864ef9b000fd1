package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** TEMPORARY: replaced at merge. */
public record Standardization(double center, double scale) {
  static final Standardization NONE = new Standardization(0, 1);

  static Standardization of(double[] scores) {
    return NONE;
  }

  double apply(double score) {
    return (score - center) / scale;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(center);
    out.writeDouble(scale);
  }

  static Standardization read(DataInput in) throws IOException {
    return new Standardization(in.readDouble(), in.readDouble());
  }
}
