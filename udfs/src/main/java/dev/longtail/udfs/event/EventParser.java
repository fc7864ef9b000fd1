package dev.longtail.udfs.event;

/** Reads the records of one format, or of several. A parser is not thread-safe. */
public interface EventParser {
  /** What the record holds; never throws on its content. */
  ParsedRecord parse(byte[] record);
}
