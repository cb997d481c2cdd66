import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import { integrationsQuery } from '~/api/integrations';
import { catalogueQuery } from '~/api/kpis';
import { Dialog } from '~/design/dialog';
import { useProviderName } from '~/parts/providers';
import { text } from '~/text';

const SHOWN_MAX = 12;

type Entry = { key: string; label: string; go: () => void };

/** Goes to any screen, connection or number by typing a part of its name. */
export function Palette({ w, onClose }: { w: string; onClose: () => void }) {
  const navigate = useNavigate();
  const providerName = useProviderName();
  const integrations = useQuery(integrationsQuery(w)).data?.items;
  const kpis = useQuery(catalogueQuery(w)).data?.items;
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();

  const entries = useMemo<Entry[]>(
    () => [
      { key: 'overview', label: text.shell.overview, go: () => navigate({ to: '/w/$w', params: { w } }) },
      {
        key: 'connections',
        label: text.shell.connections,
        go: () => navigate({ to: '/w/$w/connections', params: { w } }),
      },
      { key: 'runs', label: text.shell.runs, go: () => navigate({ to: '/w/$w/runs', params: { w } }) },
      { key: 'email', label: text.shell.email, go: () => navigate({ to: '/w/$w/email', params: { w } }) },
      { key: 'attention', label: text.shell.attention, go: () => navigate({ to: '/w/$w/attention', params: { w } }) },
      { key: 'notices', label: text.shell.notices, go: () => navigate({ to: '/w/$w/notices', params: { w } }) },
      { key: 'system', label: text.shell.system, go: () => navigate({ to: '/w/$w/system', params: { w } }) },
      ...Object.entries(text.settings.sections).map(([section, label]) => ({
        key: `settings-${section}`,
        label: `${text.shell.settings}: ${label}`,
        go: () => navigate({ to: '/w/$w/settings/$section', params: { w, section } }),
      })),
      ...(integrations ?? []).map((one) => ({
        key: one.id,
        label: `${one.account.name} · ${providerName(one.provider)}`,
        go: () => navigate({ to: '/w/$w/connections/$i', params: { w, i: one.id } }),
      })),
      ...(kpis ?? [])
        .filter((kpi) => kpi.missing === undefined)
        .map((kpi) => ({
          key: kpi.id,
          label: `${kpi.label} · ${kpi.provider === undefined ? text.overview.blended : providerName(kpi.provider)}`,
          go: () => navigate({ to: '/w/$w/kpis/$kpi', params: { w, kpi: kpi.id } }),
        })),
    ],
    [w, navigate, integrations, kpis, providerName],
  );
  const wanted = typed.trim().toLowerCase();
  const found = entries.filter((entry) => entry.label.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX);
  const chosen = found[Math.min(at, found.length - 1)];
  const open = (entry: Entry | undefined) => {
    if (entry !== undefined) {
      onClose();
      entry.go();
    }
  };

  return (
    <Dialog title={text.shell.palette} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.key}`}
        aria-label={text.shell.palette}
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const by = event.key === 'ArrowDown' ? 1 : -1;
            setAt((now) => Math.min(Math.max(0, now + by), Math.max(0, found.length - 1)));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            open(chosen);
          }
        }}
      />
      <div id={list} role="listbox" aria-label={text.shell.palette} className="palette-list">
        {found.map((entry) => (
          // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
          <div
            key={entry.key}
            id={`${list}-${entry.key}`}
            role="option"
            aria-selected={entry === chosen}
            onClick={() => open(entry)}
          >
            {entry.label}
          </div>
        ))}
      </div>
      {found.length === 0 && <p role="status">{text.shell.paletteNone}</p>}
      <p className="muted small">{text.shell.paletteHint}</p>
    </Dialog>
  );
}
