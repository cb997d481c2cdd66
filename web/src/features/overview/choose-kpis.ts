import type { Integration, KpiEntry } from '~/api/types';

/** The numbers that people ask for first, in this order; every other one is a click away. */
const FIRST = [
  'google_analytics.sessions',
  'google_analytics.total_revenue',
  'google_analytics.total_users',
  'google_analytics.engagement_rate',
  'google_analytics.key_events',
  'google_analytics.purchases',
  'meta_ads.spend',
  'meta_ads.impressions',
  'meta_ads.link_clicks',
  'meta_ads.purchases',
  'meta_ads.roas',
  'resend.delivered',
  'resend.delivery_rate',
  'resend.bounce_rate',
  'blended.mer',
  'blended.cac',
];

/** Of a provider that nobody listed here, so many of its own first ones are shown. */
const UNLISTED_MAX = 4;

/**
 * Those of {@link FIRST} whose providers are connected. A blended one stands there when both of its sides do.
 */
export function chooseKpis(catalogue: readonly KpiEntry[], integrations: readonly Integration[]): KpiEntry[] {
  const connected = new Set(integrations.map((integration) => integration.provider));
  const offered = catalogue.filter(
    (kpi) =>
      kpi.missing === undefined &&
      (kpi.provider === undefined
        ? kpi.sourceFields.every((field) => connected.has(field.slice(0, field.indexOf('.'))))
        : connected.has(kpi.provider)),
  );
  const listed = FIRST.flatMap((id) => offered.filter((kpi) => kpi.id === id));
  const covered = new Set(listed.map((kpi) => kpi.provider));
  const others = [...connected]
    .filter((provider) => !covered.has(provider))
    .flatMap((provider) => offered.filter((kpi) => kpi.provider === provider).slice(0, UNLISTED_MAX));
  const blended = listed.filter((kpi) => kpi.provider === undefined);
  return [...listed.filter((kpi) => kpi.provider !== undefined), ...others, ...blended];
}
