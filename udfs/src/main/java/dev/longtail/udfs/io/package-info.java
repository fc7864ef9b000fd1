/**
 * JSON Lines files and what is said of bad ones: {@link dev.longtail.udfs.io.InputException} is
 * written for the user. It may use {@code text}.
 */
package dev.longtail.udfs.io;
