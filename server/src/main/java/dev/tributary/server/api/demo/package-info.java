/** What only the demo has: its providers can be broken on purpose. */
@NullMarked
package dev.tributary.server.api.demo;

import org.jspecify.annotations.NullMarked;
