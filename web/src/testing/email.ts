import { type HttpHandler, HttpResponse, http } from 'msw';
import type {
  EmailAccountHealth,
  EmailBatch,
  EmailHealth,
  EmailRecipient,
  EmailTemplate,
  EmailTemplateInList,
  Suppression,
  TemplatePreview,
} from '~/api/types';
import { W } from './fixtures';

/** A team that sends e-mail. */
export const TEAM = '0199dddd-0000-7000-8000-000000000001';
export const BATCH = '0199eeee-0000-7000-8000-000000000001';
export const TEMPLATE = 'tpl-1';

const OF_W = `/api/v1/workspaces/${W}`;
export const TEMPLATES = `${OF_W}/integrations/${TEAM}/email-templates`;
export const BATCHES = `${OF_W}/email-batches`;

export const accountHealth = (change: Partial<EmailAccountHealth> = {}): EmailAccountHealth => ({
  integrationId: TEAM,
  provider: 'resend',
  account: 'Nordlicht Mail',
  since: '2026-11-15T08:00:00Z',
  figures: {
    accepted: 0,
    sent: 20_000,
    delivered: 19_700,
    opened: 8_000,
    clicked: 900,
    bounced: 300,
    bouncedPermanent: 200,
    bouncedTransient: 90,
    bouncedUndetermined: 10,
    complained: 4,
  },
  tells: true,
  bounceRate: '0.015000',
  complaintRate: '0.000203',
  bounceLine: '0.040000',
  complaintLine: '0.000800',
  bouncesOver: false,
  complaintsOver: false,
  ...change,
});

export const emailHealth = (change: Partial<EmailHealth> = {}): EmailHealth => ({
  accounts: [accountHealth()],
  suppressions: { bounce: 12, soft_bounces: 1, complaint: 4, unsubscribe: 30, manual: 2 },
  parked: 0,
  ...change,
});

export const templateInList = (change: Partial<EmailTemplateInList> = {}): EmailTemplateInList => ({
  id: TEMPLATE,
  name: 'Welcome',
  status: 'published',
  createdAt: '2026-11-01T08:00:00Z',
  updatedAt: '2026-11-20T08:00:00Z',
  publishedAt: '2026-11-20T08:00:00Z',
  ...change,
});

export const template = (change: Partial<EmailTemplate> = {}): EmailTemplate => ({
  ...templateInList(),
  unpublished: false,
  subject: 'Welcome, {{{NAME}}}',
  replyTo: [],
  html: '<p>Hello {{{NAME}}}</p>',
  variables: [
    { key: 'NAME', type: 'text' },
    { key: 'POINTS', type: 'number', fallback: '0' },
  ],
  ...change,
});

export const preview = (change: Partial<TemplatePreview> = {}): TemplatePreview => ({
  subject: 'Welcome, Ada',
  html: '<p>Hello Ada</p>',
  missing: [],
  draft: false,
  ...change,
});

export const batch = (change: Partial<EmailBatch> = {}): EmailBatch => ({
  id: BATCH,
  integrationId: TEAM,
  name: 'November letter',
  kind: 'marketing',
  state: 'sending',
  from: 'Nordlicht <news@nordlicht.example>',
  subject: '',
  replyTo: [],
  template: TEMPLATE,
  recipients: { total: 1_000, waiting: 600, accepted: 390, refused: 4, suppressed: 6, unknown: 0, cancelled: 0 },
  createdBy: 'Anna',
  createdAt: '2026-11-22T08:00:00Z',
  startedAt: '2026-11-22T08:05:00Z',
  ...change,
});

export const draft = (change: Partial<EmailBatch> = {}): EmailBatch => {
  const { startedAt: _, ...rest } = batch({
    state: 'draft',
    recipients: { total: 2, waiting: 2, accepted: 0, refused: 0, suppressed: 0, unknown: 0, cancelled: 0 },
    ...change,
  });
  return rest;
};

export const recipient = (change: Partial<EmailRecipient> = {}): EmailRecipient => ({
  id: 'r1',
  address: 'ada@example.com',
  values: { NAME: 'Ada' },
  state: 'accepted',
  part: 1,
  messageId: 'm1',
  decidedAt: '2026-11-22T08:06:00Z',
  ...change,
});

export const suppression = (change: Partial<Suppression> = {}): Suppression => ({
  address: 'gone@example.com',
  origin: 'bounce',
  since: '2026-11-20T08:00:00Z',
  note: 'The mailbox does not exist.',
  ...change,
});

const answering = (body: Parameters<typeof HttpResponse.json>[0]) => () => HttpResponse.json(body);

/** A workspace whose e-mail does well. */
export const emailHandlers: HttpHandler[] = [
  http.get(`${OF_W}/email-health`, answering(emailHealth())),
  http.get(`${OF_W}/email-suppressions`, answering({ items: [suppression()] })),
  http.get(TEMPLATES, answering({ items: [templateInList()] })),
  http.get(`${TEMPLATES}/${TEMPLATE}`, answering(template())),
  http.post(`${TEMPLATES}/${TEMPLATE}/preview`, answering(preview())),
  http.get(BATCHES, answering({ items: [batch()] })),
  http.get(`${BATCHES}/${BATCH}`, answering(batch())),
  http.get(`${BATCHES}/${BATCH}/recipients`, answering({ items: [recipient()] })),
  http.get(`${BATCHES}/${BATCH}/parked`, answering({ items: [] })),
];
