/** What really happened, added up by code that shares nothing with insights. */
@NullMarked
package dev.tributary.sandbox.meta.truth;

import org.jspecify.annotations.NullMarked;
