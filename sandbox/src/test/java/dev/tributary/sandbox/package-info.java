/** The sandbox as its users see it: over HTTP. */
@NullMarked
package dev.tributary.sandbox;

import org.jspecify.annotations.NullMarked;
