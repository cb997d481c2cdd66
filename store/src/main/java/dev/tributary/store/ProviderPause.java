package dev.tributary.store;

import java.time.Instant;

/**
 * A provider whose integrations are not synced for now.
 *
 * @param reason one sentence for people
 * @param by who paused it
 */
public record ProviderPause(String provider, String reason, String by, Instant at) {}
