import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiProblem } from './problem';

/** A header by which the server knows a repeated deed. */
export type Once = { 'Idempotency-Key': string };

const fresh = (): Once => ({ 'Idempotency-Key': crypto.randomUUID() });

export type Act<In, Out> = UseMutationResult<Out, ApiProblem, In>;

/**
 * A deed of the person. Pressing again after no answer came repeats the same deed: the key changes only when an answer
 * arrived, so nothing happens twice.
 *
 * @param changes keys of what the deed changes, asked anew afterwards
 */
export function useAct<In = void, Out = unknown>(
  deed: (input: In, once: Once) => Promise<Out>,
  changes: readonly QueryKey[] = [],
): Act<In, Out> {
  const client = useQueryClient();
  const attempt = useRef<{ input: string; once: Once } | null>(null);
  return useMutation<Out, ApiProblem, In>({
    networkMode: 'always',
    mutationFn: async (input) => {
      const wanted = JSON.stringify(input) ?? '';
      if (attempt.current?.input !== wanted) {
        attempt.current = { input: wanted, once: fresh() };
      }
      try {
        const out = await deed(input, attempt.current.once);
        attempt.current = null;
        return out;
      } catch (failure) {
        if (!(failure instanceof ApiProblem) || failure.status !== 0) {
          attempt.current = null;
        }
        throw failure;
      }
    },
    onSettled: () => Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
