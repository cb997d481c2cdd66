import { Link } from '@tanstack/react-router';
import type { Integration, Provider } from '~/api/types';
import { buttonClass } from '~/design/button';
import { useMay } from '~/parts/workspace';
import { text } from '~/text';

type Props = { w: string; providers: readonly Provider[]; integrations: readonly Integration[] };

export function Catalogue({ w, providers, integrations }: Props) {
  const may = useMay();
  return (
    <section className="stack" aria-label={text.connections.catalogue}>
      <h2>{text.connections.catalogue}</h2>
      <div className="cards">
        {providers.map((provider) => {
          const count = integrations.filter(
            (one) => one.provider === provider.id && one.status !== 'disconnected',
          ).length;
          return (
            <div key={provider.id} className="card stack tight">
              <h3>{provider.name}</h3>
              <p className="muted small break grow">
                {text.connections.offers(provider.streams.length, provider.kpis.length)}
                {/* A key does whatever its owner may; what we ask people to consent to reads alone. */}
                {provider.oauth && ` ${text.connections.readOnly}`}
              </p>
              {count > 0 && <p className="small">{text.connections.connected(count)}</p>}
              {provider.oauth && !provider.appConfigured && <p className="small">{text.connections.appMissing}</p>}
              {provider.paused !== undefined && (
                <p className="small break">{text.connections.paused(provider.paused.reason)}</p>
              )}
              {may.connect && (
                <Link
                  to="/w/$w/connect/$provider"
                  params={{ w, provider: provider.id }}
                  className={buttonClass({ primary: count === 0 })}
                >
                  {text.connections.connect(provider.name)}
                </Link>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}
