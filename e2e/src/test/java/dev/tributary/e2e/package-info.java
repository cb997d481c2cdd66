/** What all proofs from outside share. */
@NullMarked
package dev.tributary.e2e;

import org.jspecify.annotations.NullMarked;
