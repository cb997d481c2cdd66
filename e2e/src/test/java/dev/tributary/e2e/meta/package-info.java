/** The vendor's and a third party's clients for Meta against the sandbox, over TLS. */
@NullMarked
package dev.tributary.e2e.meta;

import org.jspecify.annotations.NullMarked;
