/**
 * A label server that answers by transparent rules, for demo and tests. It may use all other
 * packages; no other package may use it.
 */
package dev.longtail.labeler.demo;
