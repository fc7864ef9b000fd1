/**
 * What collectors ship: one reader for each format, chosen by a record's own fields. A record of
 * JSON is read once, and only the fields that a reader names are kept ({@link
 * dev.longtail.udfs.format.FieldTree}). No reader throws on what it reads.
 */
package dev.longtail.udfs.format;
