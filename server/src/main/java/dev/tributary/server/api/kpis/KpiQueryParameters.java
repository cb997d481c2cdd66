package dev.tributary.server.api.kpis;

import dev.tributary.server.api.QueryParameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The parameters of {@link KpiParameters}, for the API's document. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@QueryParameter(name = "kpis", required = true, value = "Their ids, parted by commas.")
@QueryParameter(name = "integrations", value = "Ids parted by commas; all when left out.")
@QueryParameter(name = "first", value = "The first day.")
@QueryParameter(name = "last", value = "The last day.")
@QueryParameter(name = "period", value = "Instead of days: P28D ends with yesterday.")
@QueryParameter(name = "grain", value = "day, week, month, quarter or total.")
@QueryParameter(name = "weekStart", value = "The day on which weeks begin.")
@QueryParameter(name = "dimension", value = "By what to break down.")
@QueryParameter(name = "filter", many = true, value = "dimension:op:value, several times.")
@QueryParameter(name = "sort", value = "A KPI or the dimension; a minus for the largest first.")
@QueryParameter(name = "top", value = "How many values stand alone; the others are the rest.")
@QueryParameter(name = "compare", value = "none, previous_period or last_year.")
@interface KpiQueryParameters {}
