/** What providers tell us: takes their calls in, and has read what they name. */
@NullMarked
package dev.tributary.engine.webhook;

import org.jspecify.annotations.NullMarked;
