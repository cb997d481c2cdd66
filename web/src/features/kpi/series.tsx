import { lazy, Suspense } from 'react';
import type { KpiAnswer, KpiEntry } from '~/api/types';
import { SelectField } from '~/design/field';
import { Table } from '~/design/table';
import { axisText, numberText } from '~/format/numbers';
import { daysBetween, dayText, rangeText } from '~/format/times';
import type { ChartPoint } from '~/parts/chart';
import { Change, Marks, Value } from '~/parts/kpi';
import { text } from '~/text';

const Chart = lazy(() => import('~/parts/chart').then(({ Chart }) => ({ default: Chart })));

type Of = { answer: KpiAnswer; kpi: KpiEntry };

/** The course as a chart, and the same as a table. With several currencies there is one of each. */
export function Series({ answer, kpi }: Of) {
  const refused = answer.columns[0]?.refused;
  if (refused !== undefined) {
    return <Refused message={refused.reason} next={refused.instead} />;
  }
  const currencies = [...new Set(answer.totals.map((row) => row.currency))];
  return currencies.map((currency) => (
    <OfCurrency key={currency ?? ''} answer={answer} kpi={kpi} currency={currency} />
  ));
}

function OfCurrency({ answer, kpi, currency }: Of & { currency: string | undefined }) {
  const rows = answer.totals.filter((row) => row.currency === currency);
  const points = rows.map((row): ChartPoint => {
    const cell = row.cells[0];
    const name = rangeText(row.first, row.last);
    const value = cell?.value;
    const mayChange = cell?.standing.mayChange === true || cell?.standing.partial === true;
    const shown = value === undefined ? text.overview.notStored : numberText(value, kpi.unit, cell?.currency);
    return {
      at: row.first,
      name: dayText(row.first),
      value: value === undefined ? undefined : Number(value),
      mayChange,
      words: `${name}: ${shown}${mayChange ? `, ${text.overview.mayChange}` : ''}`,
    };
  });
  const known = points.filter((point) => point.value !== undefined);
  return (
    <div className="stack">
      {known.length === 0 ? (
        <p className="muted">{text.kpi.noPoints}</p>
      ) : (
        <Suspense fallback={<div className="skeleton block" aria-busy="true" />}>
          <Chart points={points} axis={(value) => axisText(value, kpi.unit)} summary={summary(known, kpi, currency)} />
        </Suspense>
      )}
      <details>
        <summary>{text.kpi.asTable}</summary>
        <Table
          caption={kpi.label}
          rows={rows}
          rowKey={(row) => row.first}
          columns={[
            { head: text.kpi.day, kind: 'head', cell: (row) => rangeText(row.first, row.last) },
            {
              head: text.kpi.value,
              kind: 'number',
              cell: (row) => (row.cells[0] === undefined ? '–' : <Value cell={row.cells[0]} kpi={kpi} />),
            },
            {
              head: text.kpi.standing,
              cell: (row) => (row.cells[0] === undefined ? '–' : <Marks standing={row.cells[0].standing} />),
            },
          ]}
        />
      </details>
    </div>
  );
}

function summary(known: readonly ChartPoint[], kpi: KpiEntry, currency: string | undefined): string {
  const sorted = [...known].sort((one, other) => (one.value ?? 0) - (other.value ?? 0));
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const [first, last] = [known[0], known[known.length - 1]];
  if (low === undefined || high === undefined || first === undefined || last === undefined) {
    return '';
  }
  const words = (point: ChartPoint) => numberText(String(point.value), kpi.unit, currency);
  const changing = known.filter((point) => point.mayChange);
  const from = changing[0];
  return [
    text.kpi.summary(kpi.label, first.name, last.name, words(low), words(high)),
    from === undefined ? '' : text.kpi.summaryMayChange(text.common.days(daysBetween(from.at, last.at) + 1)),
  ].join(' ');
}

function Refused({ message, next }: { message: string; next: string }) {
  return (
    <div className="banner">
      <div className="stack tight">
        <strong>{text.kpi.noSum}</strong>
        <span className="break">{message}</span>
        <span className="muted break">{next}</span>
      </div>
    </div>
  );
}

type Compare = 'none' | 'previous_period' | 'last_year';

function Total({ answer, kpi, compare, onCompare }: Of & { compare: Compare; onCompare: (next: Compare) => void }) {
  const { compared } = answer;
  return (
    <section className="card stack" aria-label={text.kpi.total}>
      <div className="row between">
        <span className="muted">
          {rangeText(answer.first, answer.last)}
          {compared !== undefined && ` ${text.overview.versus}, ${rangeText(compared.first, compared.last)}`}
        </span>
        <SelectField
          label={text.kpi.compare}
          value={compare}
          options={Object.entries(text.kpi.compares)}
          onChange={(event) => onCompare(event.target.value as Compare)}
        />
      </div>
      {answer.totals.map((row) => {
        const cell = row.cells[0];
        const refused = answer.columns[0]?.refused ?? cell?.refused;
        if (cell === undefined || cell.value === undefined) {
          return (
            <Refused
              key={row.currency ?? ''}
              message={refused?.reason ?? text.overview.notStored}
              next={refused?.instead ?? ''}
            />
          );
        }
        return (
          <div key={row.currency ?? ''} className="tile">
            <span className="value">
              <Value cell={cell} kpi={kpi} />
            </span>
            {cell.change !== undefined && <Change change={cell.change} kpi={kpi} cell={cell} />}
            <span className="row small">
              <Marks standing={cell.standing} />
            </span>
          </div>
        );
      })}
      {compared !== undefined && compared.leftOut.length > 0 && (
        <p className="muted small">{text.overview.leftOut(compared.leftOut.map((day) => dayText(day)).join(', '))}</p>
      )}
    </section>
  );
}

Series.Total = Total;
