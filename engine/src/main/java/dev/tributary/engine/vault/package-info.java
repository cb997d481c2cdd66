/** Keys, encrypted credentials and their renewal. */
@NullMarked
package dev.tributary.engine.vault;

import org.jspecify.annotations.NullMarked;
