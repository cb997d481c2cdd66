package dev.tributary.store;

import java.time.Instant;

/**
 * Our own set-up at a provider is wrong, so no integration that uses it can be read.
 *
 * @param message what is wrong and what the operator has to do
 * @param probes how often it was tried again
 * @param nextProbeAt when one turn tries again
 */
public record ProviderFault(
    String provider, String message, Instant since, int probes, Instant nextProbeAt) {}
