import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { Attempt, Cause, DeadLetter, Job, JobCount, Operation } from './types';

export type JobFilter = { integration?: string; status?: string };

export const jobsQuery = (w: string, filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.jobs(w), 'list', filter],
    queryFn: ({ signal, pageParam }): Promise<{ items: Job[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/jobs', {
          params: {
            path: { workspace: w },
            query: { ...filter, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

export const jobCountsQuery = (w: string) =>
  queryOptions({
    queryKey: [...keys.jobs(w), 'counts'],
    queryFn: ({ signal }): Promise<{ items: JobCount[] }> =>
      answer(api.GET('/api/v1/workspaces/{workspace}/jobs/counts', { params: { path: { workspace: w } }, signal })),
  });

export const jobQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: [...keys.jobs(w), id],
    queryFn: ({ signal }): Promise<Job> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/jobs/{job}', { params: { path: { workspace: w, job: id } }, signal }),
      ),
  });

export const attemptsQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: [...keys.jobs(w), id, 'attempts'],
    queryFn: ({ signal }): Promise<{ items: Attempt[] }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/jobs/{job}/attempts', {
          params: { path: { workspace: w, job: id } },
          signal,
        }),
      ),
  });

export const useCancelJob = (w: string): Act<string, Job> =>
  useAct(
    async (id, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/jobs/{job}/cancel', {
          params: { path: { workspace: w, job: id } },
          headers,
        }),
      ),
    [keys.jobs(w), keys.integrations(w)],
  );

export const operationQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: [...keys.operations(w), id],
    queryFn: ({ signal }): Promise<Operation> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/operations/{operation}', {
          params: { path: { workspace: w, operation: id } },
          signal,
        }),
      ),
  });

export const deadLettersQuery = (w: string, integration?: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.deadLetters(w), 'list', integration ?? ''],
    queryFn: ({ signal, pageParam }): Promise<{ items: DeadLetter[]; next?: string }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/dead-letters', {
          params: {
            path: { workspace: w },
            query: {
              closed: false,
              ...(integration === undefined ? {} : { integration }),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

export const causesQuery = (w: string) =>
  queryOptions({
    queryKey: [...keys.deadLetters(w), 'causes'],
    queryFn: ({ signal }): Promise<{ items: Cause[] }> =>
      answer(
        api.GET('/api/v1/workspaces/{workspace}/dead-letters/causes', { params: { path: { workspace: w } }, signal }),
      ),
  });

const afterwards = (w: string) => [keys.deadLetters(w), keys.integrations(w), keys.jobs(w)];

export const useReplay = (w: string): Act<string, unknown> =>
  useAct(
    async (id, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/dead-letters/{letter}/replay', {
          params: { path: { workspace: w, letter: id } },
          headers,
        }),
      ),
    afterwards(w),
  );

export type Matching = { provider: string; code: string; stream?: string };

export const useReplayAll = (w: string): Act<Matching, unknown> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/dead-letters/replay', {
          params: { path: { workspace: w } },
          headers,
          body,
        }),
      ),
    afterwards(w),
  );

export const useSkip = (w: string): Act<{ id: string; reason: string }, unknown> =>
  useAct(
    async ({ id, reason }, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/dead-letters/{letter}/skip', {
          params: { path: { workspace: w, letter: id } },
          headers,
          body: { reason },
        }),
      ),
    afterwards(w),
  );
