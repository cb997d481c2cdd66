/** What operators see of the server from outside: metrics and traces. */
@NullMarked
package dev.tributary.server.observe;

import org.jspecify.annotations.NullMarked;
