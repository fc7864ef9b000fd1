/**
 * Characters of command lines, the 64-bit hash that identifies a command line everywhere,
 * substrings found in one pass, and numbers in words. It uses no other package.
 */
package dev.longtail.udfs.text;
