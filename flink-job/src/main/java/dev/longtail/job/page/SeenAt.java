package dev.longtail.job.page;

/** Where and when a command was first seen in its window, and how often it ran there. */
record SeenAt(String firstSeen, String host, String user, long occurrences) {}
