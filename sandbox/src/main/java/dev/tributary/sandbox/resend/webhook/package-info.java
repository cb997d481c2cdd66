/** Endpoints of customers, signed deliveries to them, retries. */
@NullMarked
package dev.tributary.sandbox.resend.webhook;

import org.jspecify.annotations.NullMarked;
