/**
 * Files of JSON Lines and of CSV, and the errors of bad files: {@link
 * dev.longtail.udfs.io.InputException} is written for the user. It may use {@code text}.
 */
package dev.longtail.udfs.io;
