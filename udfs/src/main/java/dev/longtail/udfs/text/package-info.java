/**
 * Characters of command lines, the 64-bit hash that is a command line's identity everywhere, and
 * numbers in words. It uses no other package.
 */
package dev.longtail.udfs.text;
