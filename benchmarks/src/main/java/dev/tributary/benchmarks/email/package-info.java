/** Sending e-mails as fast as the provider allows, and taking in what it tells. */
@NullMarked
package dev.tributary.benchmarks.email;

import org.jspecify.annotations.NullMarked;
