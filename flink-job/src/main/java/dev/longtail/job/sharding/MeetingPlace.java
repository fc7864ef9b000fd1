package dev.longtail.job.sharding;

/**
 * Where the workers meet.
 *
 * @param host of the tracker
 * @param port of it
 */
public record MeetingPlace(String host, int port) {}
