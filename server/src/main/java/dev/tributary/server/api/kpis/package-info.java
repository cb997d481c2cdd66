/** The API's KPIs: what there is, questions to it, what stands behind a number, and CSV. */
@NullMarked
package dev.tributary.server.api.kpis;

import org.jspecify.annotations.NullMarked;
