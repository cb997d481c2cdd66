/** Where providers call: deliveries of webhooks, and what they say of people. */
@NullMarked
package dev.tributary.server.webhook;

import org.jspecify.annotations.NullMarked;
