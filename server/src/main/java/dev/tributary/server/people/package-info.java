/** Who may come in, and what they may do. */
@NullMarked
package dev.tributary.server.people;

import org.jspecify.annotations.NullMarked;
