/** What is asked of the stored numbers: the catalogue of KPIs, queries over it, and exports. */
@NullMarked
package dev.tributary.engine.kpi;

import org.jspecify.annotations.NullMarked;
