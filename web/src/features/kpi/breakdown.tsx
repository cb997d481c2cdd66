import type { KpiAnswer, KpiEntry, KpiRow } from '~/api/types';
import { Table } from '~/design/table';
import { countText, shareText } from '~/format/numbers';
import { Value } from '~/parts/kpi';
import { text } from '~/text';

/** What a row stands for. Names of campaigns and the like are the provider's: they are text, whatever they contain. */
function name(row: KpiRow): string {
  switch (row.kind) {
    case 'total':
      return text.kpi.total;
    case 'value':
      return row.label ?? (row.value === undefined || row.value === '' ? text.kpi.noValue : row.value);
    case 'rest':
      return text.kpi.rest(countText(row.values));
    case 'not_in_breakdown':
      return text.kpi.notInBreakdown;
    case 'unmatched':
      return row.label ?? row.value ?? text.kpi.unmatched;
  }
}

/** How much of the total a row is, where parts add up. */
function part(row: KpiRow, answer: KpiAnswer): string {
  const total = answer.totals.find((one) => one.currency === row.currency)?.cells[0]?.value;
  const value = row.cells[0]?.value;
  return total === undefined || value === undefined || Number(total) === 0
    ? '–'
    : shareText((Number(value) / Number(total)).toFixed(4));
}

export function Breakdown({ answer, kpi, by }: { answer: KpiAnswer; kpi: KpiEntry; by: string }) {
  const refused = answer.columns[0]?.refused;
  if (refused !== undefined) {
    return (
      <p className="break">
        <strong>{text.kpi.noSum}.</strong> {refused.reason} {refused.instead}
      </p>
    );
  }
  const keyed = answer.breakdown.map((row, index) => ({ row, key: String(index) }));
  return (
    <Table
      caption={`${kpi.label}, ${by}`}
      rows={keyed}
      rowKey={({ key }) => key}
      columns={[
        { head: by.replaceAll('_', ' '), kind: 'head', cell: ({ row }) => <span className="break">{name(row)}</span> },
        {
          head: kpi.label,
          kind: 'number',
          cell: ({ row }) => (row.cells[0] === undefined ? '–' : <Value cell={row.cells[0]} kpi={kpi} />),
        },
        ...(kpi.additivity === 'sum'
          ? [{ head: text.kpi.share, kind: 'number' as const, cell: ({ row }: { row: KpiRow }) => part(row, answer) }]
          : []),
      ]}
    />
  );
}
