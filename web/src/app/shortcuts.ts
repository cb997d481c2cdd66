import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

const KEY = 'tributary.single-keys';
const SEQUENCE_MILLIS = 1_000;

/** Single keys get in the way of speech input, so they can be switched off. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(KEY) !== 'off');
  return [
    on,
    (next) => {
      localStorage.setItem(KEY, next ? 'on' : 'off');
      setOn(next);
    },
  ];
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable], dialog') !== null;

function moveRow(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
  next?.querySelector<HTMLElement>('a, button')?.focus();
}

/** Keys of the whole page. With Alt they belong to the browser. */
export function useShortcuts(w: string, singleKeys: boolean, open: (what: 'palette' | 'help') => void): void {
  const navigate = useNavigate();
  const wentG = useRef(0);
  useEffect(() => {
    const places: Record<string, () => void> = {
      o: () => navigate({ to: '/w/$w', params: { w } }),
      i: () => navigate({ to: '/w/$w/connections', params: { w } }),
      r: () => navigate({ to: '/w/$w/runs', params: { w } }),
      a: () => navigate({ to: '/w/$w/attention', params: { w } }),
      m: () => navigate({ to: '/w/$w/email', params: { w } }),
      s: () => navigate({ to: '/w/$w/system', params: { w } }),
    };
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open('palette');
        return;
      }
      if (!singleKeys || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
        return;
      }
      const afterG = event.timeStamp - wentG.current < SEQUENCE_MILLIS && wentG.current > 0;
      wentG.current = event.key === 'g' ? event.timeStamp : 0;
      const deed = afterG
        ? places[event.key]
        : {
            '?': () => open('help'),
            '/': () => document.querySelector<HTMLElement>('input[type=search]')?.focus(),
            j: () => moveRow(1),
            k: () => moveRow(-1),
          }[event.key];
      if (deed !== undefined) {
        event.preventDefault();
        deed();
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [w, singleKeys, open, navigate]);
}
