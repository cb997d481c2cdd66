/** Sending e-mail in a workspace's name, and what became of it. */
@NullMarked
package dev.tributary.engine.email;

import org.jspecify.annotations.NullMarked;
