/**
 * Marks of attacks: rules that are tried on every reading of a command line. The gate, the rules
 * server and the classifier use them. It may use {@code reading} and {@code rules}.
 */
package dev.longtail.udfs.marks;
