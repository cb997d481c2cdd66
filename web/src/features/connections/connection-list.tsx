import { Link } from '@tanstack/react-router';
import type { Integration } from '~/api/types';
import { useProviderName } from '~/parts/providers';
import { Reconnect } from '~/parts/reconnect';
import { StateLine } from '~/parts/state-line';
import { SyncNow } from '~/parts/sync-now';

/** Each connection with its state in words and its next deed. Account names are the provider's: text, whatever they hold. */
export function ConnectionList({ w, integrations }: { w: string; integrations: readonly Integration[] }) {
  const providerName = useProviderName();
  return (
    <ul className="plain card flush">
      {integrations.map((integration) => (
        <li key={integration.id} className="entry" data-row="">
          <div className="entry-name">
            <Link to="/w/$w/connections/$i" params={{ w, i: integration.id }} className="break">
              {integration.account.name}
            </Link>
            <span className="muted small">
              {providerName(integration.provider)} · {integration.account.zone}
              {integration.account.currency !== undefined && ` · ${integration.account.currency}`}
            </span>
          </div>
          <StateLine of={integration} />
          <div className="row end">
            {integration.state === 'reconnect_needed' || integration.state === 'disconnected' ? (
              <Reconnect of={integration} />
            ) : (
              <SyncNow of={integration} small />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
