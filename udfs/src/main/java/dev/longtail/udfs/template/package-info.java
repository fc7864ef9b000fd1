/** The template of a line: its volatile parts replaced by placeholders. It may use {@code text}. */
package dev.longtail.udfs.template;
