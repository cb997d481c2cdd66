/** Subscriptions and signed deliveries to the subscribers. */
@NullMarked
package dev.tributary.sandbox.meta.webhook;

import org.jspecify.annotations.NullMarked;
