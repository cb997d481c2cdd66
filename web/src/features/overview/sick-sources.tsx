import { Link } from '@tanstack/react-router';
import type { Integration } from '~/api/types';
import { buttonClass } from '~/design/button';
import { useProviderName } from '~/parts/providers';
import { Reconnect } from '~/parts/reconnect';
import { integrationStates, needsAttention, stateSentence, stateWord } from '~/parts/states';
import { text } from '~/text';

/** One banner for each source that is sick or waits, with what to do. */
export function SickSources({ w, integrations }: { w: string; integrations: readonly Integration[] }) {
  const providerName = useProviderName();
  const sick = integrations.filter(
    (one) => needsAttention(one) || one.state === 'waiting_quota' || one.state === 'retrying',
  );
  return sick.map((one) => {
    const tone = integrationStates[one.state].tone;
    const stale = one.freshness === 'stale' && tone !== 'bad';
    return (
      <div key={one.id} className={`banner ${tone === 'bad' ? 'bad' : tone === 'wait' && !stale ? 'wait' : 'warn'}`}>
        <span className="grow break">
          <strong>
            {providerName(one.provider)}, {one.account.name}: {stateWord(one)}.
          </strong>{' '}
          {stateSentence(one)}
        </span>
        {one.state === 'reconnect_needed' && <Reconnect of={one} />}
        <Link to="/w/$w/connections/$i" params={{ w, i: one.id }} className={buttonClass({})}>
          {text.overview.details}
        </Link>
      </div>
    );
  });
}
