/**
 * Command events, and one parser for each format that shippers write. A parser never throws on what
 * it reads. It may use {@code io} and {@code text}.
 */
package dev.longtail.udfs.event;
