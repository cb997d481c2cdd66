/** Reports over the simulated visitors, as the Data API answers them. */
@NullMarked
package dev.tributary.sandbox.google.report;

import org.jspecify.annotations.NullMarked;
