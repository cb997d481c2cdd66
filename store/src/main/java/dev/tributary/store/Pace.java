package dev.tributary.store;

import java.time.Duration;

/**
 * How the last successful reads of a stream went, taken together.
 *
 * @param days read
 * @param requests made
 * @param rows read
 * @param time that they took
 */
public record Pace(String stream, int days, int requests, long rows, Duration time) {}
