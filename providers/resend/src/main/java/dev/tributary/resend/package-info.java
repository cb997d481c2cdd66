/**
 * Resend: numbers by day and sending domain, distinct opens and clicks for whole periods, domains,
 * and e-mail itself: batches, templates, suppressions, events.
 */
@NullMarked
package dev.tributary.resend;

import org.jspecify.annotations.NullMarked;
