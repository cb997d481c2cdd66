import { QueryClient } from '@tanstack/react-query';
import { pollingInterval } from './live';
import { ApiProblem } from './problem';

const RETRIES_MAX = 2;

/** Offline is an answer too: a query fails, says so, and what was known stays on the screen. */
export const newQueryClient = (retries = RETRIES_MAX): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 5_000,
        refetchInterval: () => pollingInterval(),
        retry: (failures, problem) => failures < retries && problem instanceof ApiProblem && problem.retryable,
      },
    },
  });
