/**
 * A label server that answers by transparent rules, for demo and tests. It may use all other
 * packages; none of them knows it.
 */
package dev.longtail.labeler.demo;
