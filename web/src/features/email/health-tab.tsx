import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { emailHealthQuery } from '~/api/email';
import type { EmailAccountHealth, EmailHealth, SuppressionOrigin } from '~/api/types';
import { buttonClass } from '~/design/button';
import { SkeletonTiles } from '~/design/delayed';
import { Card } from '~/design/page';
import { countText } from '~/format/numbers';
import { Faces } from '~/parts/faces';
import { text } from '~/text';
import { AccountCard } from './account-card';
import { NoAccount } from './no-account';

/** Delivery, bounces and complaints of every account, and what waits for a person. */
export function HealthTab({ w }: { w: string }) {
  const asked = useQuery(emailHealthQuery(w));
  return (
    <Faces
      of={asked}
      skeleton={<SkeletonTiles tiles={3} />}
      empty={{
        when: ({ accounts, parked }) => accounts.length === 0 && parked === 0,
        face: <NoAccount w={w} />,
      }}
    >
      {({ accounts, suppressions, parked }) => (
        <>
          {parked > 0 && <Parked w={w} parts={parked} />}
          {accounts.map((account: EmailAccountHealth) => (
            <AccountCard key={account.integrationId} w={w} of={account} />
          ))}
          <Suppressed w={w} counts={suppressions} />
        </>
      )}
    </Faces>
  );
}

function Parked({ w, parts }: { w: string; parts: number }) {
  return (
    <div className="banner bad" role="alert">
      <span className="grow break">{text.email.parked(parts)}</span>
      <Link to="/w/$w/email" params={{ w }} search={{ tab: 'batches' }} className={buttonClass({ small: true })}>
        {text.email.toBatches}
      </Link>
    </div>
  );
}

function Suppressed({ w, counts }: { w: string; counts: EmailHealth['suppressions'] }) {
  const origins = Object.keys(text.email.suppression.origins) as SuppressionOrigin[];
  return (
    <Card title={text.email.suppressedTitle}>
      <dl className="facts">
        {origins.map((origin) => (
          <div key={origin} className="contents">
            <dt>{text.email.suppression.origins[origin]}</dt>
            <dd>
              <Link to="/w/$w/email" params={{ w }} search={{ tab: 'suppressions', origin }}>
                {countText(counts[origin] ?? 0)}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
