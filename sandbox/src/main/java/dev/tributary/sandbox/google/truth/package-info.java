/** What really happened, added up by code that shares nothing with the reports. */
@NullMarked
package dev.tributary.sandbox.google.truth;

import org.jspecify.annotations.NullMarked;
