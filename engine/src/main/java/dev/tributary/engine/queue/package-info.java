/** When an integration runs: the port and db-scheduler behind it. */
@NullMarked
package dev.tributary.engine.queue;

import org.jspecify.annotations.NullMarked;
