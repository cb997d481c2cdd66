package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.traffic.Traffic;
import java.time.Instant;

/**
 * What a report is computed from: the visitors of a property and how Google shows them.
 *
 * @param keyEvents bits of the events that count as key events
 * @param sharedCredit false when the last click gets all of it
 * @param landingsMax landing pages beyond are rolled into "(other)"
 * @param samplePercent 100 reads everything
 * @param usersMin rows with fewer users are withheld; 0 withholds none
 */
public record Source(
    Traffic traffic,
    Instant asOf,
    int keyEvents,
    boolean sharedCredit,
    int landingsMax,
    int samplePercent,
    int usersMin) {}
