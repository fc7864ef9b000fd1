package dev.longtail.training.generate;

import java.time.LocalDate;

/**
 * Where and when a command runs.
 *
 * @param host the machine
 * @param account short name of the account
 * @param day the day, UTC
 */
record Situation(Fleet.Host host, String account, LocalDate day) {}
