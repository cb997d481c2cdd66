import type {
  Attempt,
  Cause,
  Connect,
  ConnectBegun,
  CoverageDay,
  DeadLetter,
  Integration,
  Job,
  KpiAnswer,
  KpiCell,
  KpiEntry,
  KpiRow,
  Notice,
  Provider,
  ProviderStream,
  Session,
  Standing,
  StreamState,
  SystemStatus,
} from '~/api/types';

export const W = '0199aaaa-0000-7000-8000-000000000001';
export const I = '0199bbbb-0000-7000-8000-000000000001';
export const J = '0199cccc-0000-7000-8000-000000000001';

export const session = (change: Partial<Session> = {}): Session => ({
  signedIn: true,
  setupNeeded: false,
  person: { id: 'p1', email: 'anna@example.com', name: 'Anna', operator: true },
  csrfToken: 'csrf-1',
  workspaces: [
    {
      id: W,
      name: 'Acme',
      role: 'owner',
      zone: 'Europe/Berlin',
      weekStart: 'monday',
      createdAt: '2026-11-01T08:00:00Z',
    },
  ],
  demo: false,
  version: '0.1.0',
  publicUrl: 'http://localhost:3000',
  mails: true,
  ...change,
});

export const asRole = (role: Session['workspaces'][number]['role']): Session =>
  session({
    person: { id: 'p2', email: 'ben@example.com', name: 'Ben', operator: false },
    workspaces: [
      { id: W, name: 'Acme', role, zone: 'Europe/Berlin', weekStart: 'monday', createdAt: '2026-11-01T08:00:00Z' },
    ],
  });

const providerStream = (name: string, label: string): ProviderStream => ({
  name,
  label,
  report: label,
  kind: 'day',
  dimensions: [],
  measures: [],
  tiers: { hotDays: 3, horizonDays: 14, auditDays: [] },
});

export const provider = (change: Partial<Provider> = {}): Provider => ({
  id: 'google_analytics',
  name: 'Google Analytics',
  accountNoun: 'property',
  historyDaysMax: 1825,
  oauth: true,
  credentialKinds: ['oauth', 'service_account'],
  appConfigured: true,
  settingsSchema: {
    properties: {
      landingPages: { type: 'string', title: 'Landing pages', enum: ['withQuery', 'pathOnly'], default: 'withQuery' },
      'streams.devices': { type: 'boolean', title: 'Devices', default: true },
    },
  },
  streams: [providerStream('overview', 'Overview report'), providerStream('channels', 'Channels')],
  kpis: ['google_analytics.sessions'],
  ...change,
});

export const integration = (change: Partial<Integration> = {}): Integration => ({
  id: I,
  workspaceId: W,
  provider: 'google_analytics',
  status: 'connected',
  state: 'healthy',
  stateText: 'Up to date.',
  freshness: 'fresh',
  dataThrough: '2026-11-21',
  account: { id: '412001', name: 'Nordlicht Shop', zone: 'Europe/Berlin', currency: 'EUR', facts: {} },
  settings: { landingPages: 'withQuery' },
  settingsVersion: 3,
  schedule: { standard: true, text: 'every hour' },
  deadLetters: 0,
  grant: { id: 'g1', kind: 'oauth', who: 'owner@nordlicht.example', state: 'active', scopes: [] },
  createdAt: '2026-11-01T08:00:00Z',
  updatedAt: '2026-11-22T08:00:00Z',
  ...change,
});

export const reconnectNeeded = (): Integration =>
  integration({
    state: 'reconnect_needed',
    status: 'error',
    reason: {
      code: 'revoked',
      sentence: 'Access was revoked on 21 November.',
      nextAction: 'Sign in again with the same login.',
    },
  });

export const standing = (change: Partial<Standing> = {}): Standing => ({
  storedDays: 28,
  missingDays: 0,
  skippedDays: 0,
  failedDays: 0,
  heldDays: 0,
  partial: false,
  mayChange: false,
  flags: [],
  ...change,
});

export const sessions = (change: Partial<KpiEntry> = {}): KpiEntry => ({
  id: 'google_analytics.sessions',
  provider: 'google_analytics',
  name: 'sessions',
  label: 'Sessions',
  unit: 'count',
  formula: 'sum of sessions',
  additivity: 'sum',
  sourceFields: ['sessions'],
  homeStream: 'overview',
  definition: 'Visits that began on the site or app.',
  dimensions: [{ name: 'channel', stream: 'channels', usual: true }],
  grains: ['day', 'week', 'month', 'quarter', 'total'],
  periods: [],
  ...change,
});

export const users = (): KpiEntry =>
  sessions({
    id: 'google_analytics.total_users',
    name: 'total_users',
    label: 'Total users',
    unit: 'users',
    additivity: 'as_fetched',
    grains: ['day', 'week', 'total'],
  });

export const mer = (): KpiEntry => {
  const {
    provider: _,
    homeStream: __,
    ...entry
  } = sessions({
    id: 'blended.mer',
    name: 'mer',
    label: 'Marketing efficiency ratio',
    unit: 'ratio',
    additivity: 'ratio_of_sums',
    sourceFields: ['google_analytics.total_revenue', 'meta_ads.spend'],
    dimensions: [],
  });
  return entry;
};

export const cell = (value: string | undefined, change: Partial<KpiCell> = {}): KpiCell => ({
  standing: standing(),
  ...(value === undefined ? {} : { value }),
  ...change,
});

export const row = (cells: KpiCell[], change: Partial<KpiRow> = {}): KpiRow => ({
  kind: 'total',
  first: '2026-10-25',
  last: '2026-11-21',
  wholeBucket: true,
  values: 1,
  cells,
  ...change,
});

export const answerOf = (kpis: KpiEntry[], totals: KpiRow[], change: Partial<KpiAnswer> = {}): KpiAnswer => ({
  askedAt: '2026-11-22T08:00:00Z',
  first: '2026-10-25',
  last: '2026-11-21',
  grain: 'total',
  columns: kpis.map(({ id, label, unit, additivity }) => ({ kpi: id, label, unit, additivity, streams: ['overview'] })),
  totals,
  breakdown: [],
  sources: [
    {
      integrationId: I,
      provider: 'google_analytics',
      accountId: '412001',
      accountName: 'Nordlicht Shop',
      connected: true,
      zone: 'Europe/Berlin',
      currency: 'EUR',
      dataThrough: '2026-11-21',
    },
  ],
  zonesDiffer: false,
  ...change,
});

export const daily = (kpis: KpiEntry[], values: string[], change: Partial<KpiAnswer> = {}): KpiAnswer =>
  answerOf(
    kpis,
    values.map((value, index) => {
      const day = `2026-11-${String(index + 1).padStart(2, '0')}`;
      const mayChange = index >= values.length - 2;
      return row(
        kpis.map(() => cell(value, { standing: standing({ mayChange }) })),
        { first: day, last: day },
      );
    }),
    { grain: 'day', ...change },
  );

export const stream = (change: Partial<StreamState> = {}): StreamState => ({
  name: 'overview',
  label: 'Overview report',
  report: 'Overview',
  kind: 'day',
  on: true,
  state: 'healthy',
  backlogDays: 0,
  deadLetters: 0,
  dataThrough: '2026-11-21',
  rows: 6420,
  days: 90,
  missingDays: 0,
  mayChange: 3,
  failed: 0,
  held: 0,
  lastReadAt: '2026-11-22T08:00:00Z',
  ...change,
});

export const day = (date: string, change: Partial<CoverageDay> = {}): CoverageDay => ({
  day: date,
  state: 'final',
  problem: 'none',
  rows: 12,
  version: 1,
  flags: [],
  ...change,
});

export const job = (change: Partial<Job> = {}): Job => ({
  id: J,
  integrationId: I,
  provider: 'google_analytics',
  account: 'Nordlicht Shop',
  status: 'completed',
  outcome: 'succeeded',
  trigger: 'schedule',
  createdAt: '2026-11-22T08:00:00Z',
  startedAt: '2026-11-22T08:00:00Z',
  completedAt: '2026-11-22T08:00:03Z',
  retryCount: 0,
  progress: { daysDone: 7, daysPlanned: 7, rows: 420 },
  cancelling: false,
  ...change,
});

export const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  id: 'a1',
  claim: 1,
  stream: 'overview',
  days: { first: '2026-11-15', last: '2026-11-21' },
  startedAt: '2026-11-22T08:00:01Z',
  seconds: 1.2,
  outcome: 'succeeded',
  requests: 2,
  bytes: 20480,
  rows: 420,
  quota: {},
  ...change,
});

export const deadLetter = (change: Partial<DeadLetter> = {}): DeadLetter => ({
  id: 'd1',
  integrationId: I,
  provider: 'google_analytics',
  account: 'Nordlicht Shop',
  stream: 'channels',
  days: { first: '2026-11-03', last: '2026-11-09' },
  jobId: J,
  category: 'data',
  code: 'malformed',
  cause: 'The answer promised 120 rows and had 80.',
  nextStep: 'Retry once.',
  firstAt: '2026-11-20T07:00:00Z',
  replays: 0,
  attempts: 6,
  createdAt: '2026-11-20T08:00:00Z',
  ...change,
});

export const cause = (change: Partial<Cause> = {}): Cause => ({
  provider: 'google_analytics',
  code: 'malformed',
  stream: 'channels',
  category: 'data',
  letters: 2,
  integrations: 1,
  days: 7,
  firstAt: '2026-11-20T08:00:00Z',
  lastAt: '2026-11-21T08:00:00Z',
  sample: 'The answer promised more rows than it had.',
  nextStep: 'Retry once.',
  ...change,
});

export const notice = (change: Partial<Notice> = {}): Notice => ({
  id: 'n1',
  kind: 'dead_letter',
  integrationId: I,
  severity: 'error',
  subject: 'Nordlicht Shop: gave up on channels',
  text: 'Gave up after 6 tries.',
  link: '/',
  count: 1,
  raisedAt: '2026-11-20T08:00:00Z',
  lastAt: '2026-11-20T08:00:00Z',
  ...change,
});

export const connectOf = (change: Partial<Connect> = {}): Connect => ({
  id: 'c1',
  provider: 'google_analytics',
  state: 'waiting',
  message: '',
  accounts: [],
  ...change,
});

export const begun: ConnectBegun = {
  id: 'c1',
  authorizeUrl: 'http://127.0.0.1:8090/consent',
  expiresAt: '2026-11-22T08:30:00Z',
};

export const granted = (): Connect =>
  connectOf({
    state: 'granted',
    accounts: [
      { id: '412001', name: 'Nordlicht Shop', zone: 'Europe/Berlin', currency: 'EUR', facts: {} },
      {
        id: '412002',
        name: 'Nordlicht US Store',
        zone: 'America/Los_Angeles',
        currency: 'USD',
        facts: {},
        connectedAs: I,
      },
    ],
  });

export const systemStatus = (change: Partial<SystemStatus> = {}): SystemStatus => ({
  at: '2026-11-22T08:00:00Z',
  version: '0.1.0',
  node: { name: 'node-1', roles: ['api', 'worker'] },
  queue: { due: 3, oldestDueSeconds: 4, running: 1, workers: 1 },
  paused: [],
  mails: true,
  workers: [{ name: 'node-1', turns: 2, seenAt: '2026-11-22T08:00:00Z' }],
  database: { version: 'PostgreSQL 18.6', schema: '12', sizeBytes: 123_000_000, connections: [] },
  ...change,
});
