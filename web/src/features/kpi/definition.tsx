import type { KpiAnswer, KpiEntry } from '~/api/types';
import { Card } from '~/design/page';
import { Moment } from '~/design/time';
import { dayText } from '~/format/times';
import { useProviderName, useStreamName } from '~/parts/providers';
import { text } from '~/text';

/** What a number is, how it is made, and from which accounts in which zone and currency. */
export function Definition({ kpi, sources }: { kpi: KpiEntry; sources: KpiAnswer['sources'] }) {
  const providerName = useProviderName();
  const streamName = useStreamName(kpi.provider ?? '');
  return (
    <Card title={text.kpi.definition}>
      <p className="break">{kpi.definition}</p>
      <dl className="facts">
        <dt>{text.kpi.adds}</dt>
        <dd>{text.kpi.additivity[kpi.additivity]}</dd>
        <dt>{text.kpi.formula}</dt>
        <dd>
          <code>{kpi.formula}</code>
        </dd>
        <dt>{text.kpi.source}</dt>
        <dd>
          <code>{kpi.sourceFields.join(', ')}</code>
        </dd>
        {kpi.homeStream !== undefined && (
          <>
            <dt>{text.kpi.stream}</dt>
            <dd>{streamName(kpi.homeStream)}</dd>
          </>
        )}
      </dl>
      {sources.length > 0 && (
        <>
          <h3>{text.kpi.sources}</h3>
          <ul className="plain stack tight">
            {sources.map((source) => (
              <li key={source.integrationId} className="break">
                <strong>{source.accountName}</strong> · {providerName(source.provider)} · {source.zone}
                {source.currency !== undefined && ` · ${source.currency}`}
                {source.dataThrough !== undefined && ` · ${text.overview.through(dayText(source.dataThrough))}`}
                {source.oldestRead !== undefined && (
                  <span className="muted">
                    {' · '}
                    <Moment at={source.oldestRead} ago />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
