import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import { pollingInterval } from './live';
import type {
  EmailBatch,
  EmailBatchChecked,
  EmailBatchState,
  EmailBatchWish,
  EmailRecipient,
  EmailRecipientState,
  ParkedPart,
  RecipientsAdded,
} from './types';

/** So many recipients go into one request. */
const RECIPIENTS_MAX = 1_000;
/** While it is being sent, a bar that moves is worth asking often. */
const SENDING_MILLIS = 2_000;

const at = (w: string, b: string) => ({ path: { workspace: w, batch: b } });

export const batchesQuery = (w: string, state?: EmailBatchState) =>
  infiniteQueryOptions({
    queryKey: [...keys.emailBatches(w), 'list', state ?? ''],
    queryFn: ({ signal, pageParam }): Promise<{ items: EmailBatch[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/email-batches', {
          params: {
            path: { workspace: w },
            query: {
              ...(state === undefined ? {} : { state }),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const batchQuery = (w: string, b: string) =>
  queryOptions({
    queryKey: [...keys.emailBatches(w), 'one', b],
    queryFn: ({ signal }): Promise<EmailBatch> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/email-batches/{batch}', { params: at(w, b), signal })),
    refetchInterval: (query) => {
      const usual = pollingInterval();
      return usual !== false && query.state.data?.state === 'sending' ? SENDING_MILLIS : usual;
    },
  });

/** @param progress whatever changes when the batch goes on, so that the list is then asked anew */
export const recipientsQuery = (w: string, b: string, state: EmailRecipientState | undefined, progress: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.emailBatches(w), 'recipients', b, state ?? '', progress],
    queryFn: ({ signal, pageParam }): Promise<{ items: EmailRecipient[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/email-batches/{batch}/recipients', {
          params: {
            ...at(w, b),
            query: {
              ...(state === undefined ? {} : { state }),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const parkedQuery = (w: string, b: string) =>
  queryOptions({
    queryKey: [...keys.emailBatches(w), 'parked', b],
    queryFn: ({ signal }): Promise<{ items: ParkedPart[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/email-batches/{batch}/parked', { params: at(w, b), signal })),
  });

const changes = (w: string) => [keys.emailBatches(w), [...keys.email(w), 'health']];

export const useMakeBatch = (w: string): Act<EmailBatchWish, EmailBatch> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/email-batches', { params: { path: { workspace: w } }, headers, body }),
      ),
    changes(w),
  );

export type NewRecipient = { address: string; values: Record<string, string> };

/** Adds any number, a request's worth at a time. Adding somebody again is harmless. */
export const useAddRecipients = (w: string, b: string): Act<NewRecipient[], RecipientsAdded> =>
  useAct(async (recipients, once) => {
    const all: RecipientsAdded = { added: 0, twice: 0, unreadable: [] };
    for (let first = 0; first < recipients.length; first += RECIPIENTS_MAX) {
      const part = await answer(
        api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/recipients', {
          params: at(w, b),
          headers: { 'Idempotency-Key': `${once['Idempotency-Key']}.${first}` },
          body: { recipients: recipients.slice(first, first + RECIPIENTS_MAX) },
        }),
      );
      all.added += part.added;
      all.twice += part.twice;
      all.unreadable.push(...part.unreadable.map((place) => first + place));
    }
    return all;
  }, changes(w));

export const useCheckBatch = (w: string, b: string): Act<void, EmailBatchChecked> =>
  useAct(async (_, headers) =>
    answer(api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/check', { params: at(w, b), headers })),
  );

export const useSendBatch = (w: string, b: string): Act<void, EmailBatch> =>
  useAct(
    async (_, headers) =>
      answer(api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/send', { params: at(w, b), headers })),
    changes(w),
  );

export const useResumeBatch = (w: string, b: string): Act<void, EmailBatch> =>
  useAct(
    async (_, headers) =>
      answer(api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/resume', { params: at(w, b), headers })),
    changes(w),
  );

/** Ends it; of a draft nothing is left. */
export const useCancelBatch = (w: string, b: string): Act<void, { batch?: EmailBatch }> =>
  useAct(
    async (_, headers) =>
      answer(api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/cancel', { params: at(w, b), headers })),
    [
      [...keys.emailBatches(w), 'list'],
      [...keys.email(w), 'health'],
    ],
  );

export const useDecide = (w: string, b: string): Act<{ part: number; sendAgain: boolean }, EmailBatch> =>
  useAct(
    async ({ part, sendAgain }, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/email-batches/{batch}/parked/{part}', {
          params: { path: { workspace: w, batch: b, part } },
          headers,
          body: { sendAgain },
        }),
      ),
    changes(w),
  );
