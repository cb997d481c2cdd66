import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { coverageQuery, streamsQuery } from '~/api/integrations';
import type { Integration } from '~/api/types';
import { Button } from '~/design/button';
import { SelectField } from '~/design/field';
import { Card, Empty } from '~/design/page';
import { monthText, plusDays, today } from '~/format/times';
import { Faces } from '~/parts/faces';
import { useStreamName } from '~/parts/providers';
import { text } from '~/text';
import { Calendar, Legend } from './calendar';

const monthOf = (day: string) => day.slice(0, 7);

/** The ledger of a report, a month at a time. */
export function CoverageTab({ w, of }: { w: string; of: Integration }) {
  const streams = useQuery(streamsQuery(w, of.id));
  return (
    <Faces of={streams}>
      {({ items }) => {
        const withDays = items.filter((one) => one.kind !== 'snapshot');
        const first = withDays[0];
        return first === undefined ? (
          <Empty title={text.connection.noStreams} help={text.connection.noStreamsHelp} />
        ) : (
          <Month w={w} of={of} streams={withDays.map((one) => one.name)} usual={first.name} />
        );
      }}
    </Faces>
  );
}

function Month({ w, of, streams, usual }: { w: string; of: Integration; streams: string[]; usual: string }) {
  const search = useSearch({ from: '/w/$w/connections/$i' });
  const navigate = useNavigate({ from: '/w/$w/connections/$i' });
  const name = useStreamName(of.provider);
  const now = today(of.account.zone);
  const stream = streams.find((one) => one === search.stream) ?? usual;
  const month = /^\d{4}-\d{2}$/.test(search.month ?? '') ? (search.month ?? '') : monthOf(now);
  const first = `${month}-01`;
  const end = plusDays(`${monthOf(plusDays(first, 31))}-01`, -1);
  const last = end > now ? now : end;
  const asked = useQuery(coverageQuery(w, of.id, stream, first, last));
  const show = (change: { stream?: string; month?: string }) =>
    navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Card
      title={text.connection.calendarOf(name(stream), monthText(first))}
      aside={
        <div className="row">
          <Button small onClick={() => show({ month: monthOf(plusDays(first, -1)) })}>
            {text.connection.earlier}
          </Button>
          <Button small disabled={end >= now} onClick={() => show({ month: monthOf(plusDays(first, 31)) })}>
            {text.connection.later}
          </Button>
        </div>
      }
    >
      <SelectField
        label={text.connection.stream}
        value={stream}
        options={streams.map((one) => [one, name(one)])}
        onChange={(event) => show({ stream: event.target.value })}
      />
      <p className="muted small">{of.account.zone}</p>
      <Faces of={asked} skeleton={<div className="skeleton block" />}>
        {(coverage) => <Calendar key={`${stream} ${month}`} days={coverage.days} />}
      </Faces>
      <Legend />
    </Card>
  );
}
