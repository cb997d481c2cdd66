import { useCallback, useState } from 'react';

const PREFIX = 'tributary.draft.';

function kept<T extends object>(name: string, initial: T): T {
  try {
    return { ...initial, ...(JSON.parse(sessionStorage.getItem(PREFIX + name) ?? '{}') as Partial<T>) };
  } catch {
    return initial;
  }
}

/**
 * What a person types, kept in this tab until it is sent: a reload, a sign-in in between or a wrong click loses nothing.
 * Never for secrets.
 */
export function useDraft<T extends object>(
  name: string,
  initial: T,
): readonly [T, (change: Partial<T>) => void, () => void] {
  const [draft, setDraft] = useState<T>(() => kept(name, initial));
  const change = useCallback(
    (part: Partial<T>) =>
      setDraft((before) => {
        const next = { ...before, ...part };
        sessionStorage.setItem(PREFIX + name, JSON.stringify(next));
        return next;
      }),
    [name],
  );
  const forget = useCallback(() => sessionStorage.removeItem(PREFIX + name), [name]);
  return [draft, change, forget];
}
