/** The ad accounts, what is in them, and what every ad did on every day. */
@NullMarked
package dev.tributary.sandbox.meta.world;

import org.jspecify.annotations.NullMarked;
