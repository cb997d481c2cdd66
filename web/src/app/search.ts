/** What stands behind the ? of an address, made safe: an unknown value is as if it were not there. */
type Raw = Record<string, unknown>;

const oneOf = <T extends string | number>(value: unknown, choices: readonly T[]): T | undefined =>
  choices.find((choice) => choice === value || String(choice) === value);

const words = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const present = <T extends Raw>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

export const RANGES = [7, 28, 90] as const;
export const GRAINS = ['day', 'week', 'month', 'quarter'] as const;
export const COMPARES = ['none', 'previous_period', 'last_year'] as const;
export const TABS = ['status', 'data', 'timeline', 'settings'] as const;

export const overviewSearch = (raw: Raw) => present({ days: oneOf(raw.days, RANGES) });

export const kpiSearch = (raw: Raw) =>
  present({
    days: oneOf(raw.days, RANGES),
    grain: oneOf(raw.grain, GRAINS),
    by: words(raw.by),
    compare: oneOf(raw.compare, COMPARES),
  });

export const connectionsSearch = (raw: Raw) =>
  present({ q: words(raw.q), show: oneOf(raw.show, ['attention'] as const) });

export const connectionSearch = (raw: Raw) =>
  present({ tab: oneOf(raw.tab, TABS), stream: words(raw.stream), month: words(raw.month) });

export const connectSearch = (raw: Raw) => present({ connect: words(raw.connect) });

export const EMAIL_TABS = ['health', 'templates', 'batches', 'suppressions', 'person'] as const;
export const BATCH_STATES = ['draft', 'sending', 'stopped', 'cancelled', 'done'] as const;
export const RECIPIENT_STATES = ['waiting', 'accepted', 'refused', 'suppressed', 'unknown', 'cancelled'] as const;
export const ORIGINS = ['bounce', 'soft_bounces', 'complaint', 'unsubscribe', 'manual'] as const;

export const emailSearch = (raw: Raw) =>
  present({
    tab: oneOf(raw.tab, EMAIL_TABS),
    account: words(raw.account),
    state: oneOf(raw.state, BATCH_STATES),
    origin: oneOf(raw.origin, ORIGINS),
  });

export const newBatchSearch = (raw: Raw) => present({ account: words(raw.account), template: words(raw.template) });

export const batchSearch = (raw: Raw) => present({ state: oneOf(raw.state, RECIPIENT_STATES) });

export const runsSearch = (raw: Raw) =>
  present({
    status: oneOf(raw.status, ['pending', 'running', 'completed', 'failed'] as const),
    integration: words(raw.integration),
  });
