import { type Act, useAct } from './act';
import { answer, api } from './client';
import { keys } from './keys';
import type { PersonErased, PersonKept } from './types';

/** Everything that is kept of one recipient. A deed rather than a question: the address stays out of every URL. */
export const usePersonKept = (w: string): Act<string, PersonKept> =>
  useAct(async (address, headers) =>
    answer(
      api.POST('/api/v1/workspaces/{workspace}/email-persons/export', {
        params: { path: { workspace: w } },
        headers,
        body: { address },
      }),
    ),
  );

/** Erases one recipient everywhere. */
export const useErasePerson = (w: string): Act<{ address: string; confirm: string }, PersonErased> =>
  useAct(
    async (body, headers) =>
      answer(
        api.POST('/api/v1/workspaces/{workspace}/email-persons/erase', {
          params: { path: { workspace: w } },
          headers,
          body,
        }),
      ),
    [keys.email(w)],
  );
