/**
 * What a command line says to whoever runs it: the texts behind look-alike letters, dropped quotes,
 * variables and encodings, and which of its words are run at all. It may use {@code rules}.
 */
package dev.longtail.udfs.reading;
