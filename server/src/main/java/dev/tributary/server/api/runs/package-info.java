/** The API's view of the work: jobs, what was given up, notices, the system, and what changes. */
@NullMarked
package dev.tributary.server.api.runs;

import org.jspecify.annotations.NullMarked;
