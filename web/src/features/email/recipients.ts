import type { NewRecipient } from '~/api/email-batches';

/** What was typed or taken from a file, with the line in which each stands. */
export type Read = { recipients: NewRecipient[]; lines: number[] };

const HEADS = ['address', 'email', 'e-mail', 'to'];
const DIVIDERS = ['\t', ';', ','] as const;

type Row = { line: number; cells: string[] };

/** Rows of a CSV text: quotes may hold dividers, line ends, and quotes said twice. */
function rowsOf(typed: string, divider: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endRow = () => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== '')) {
      rows.push({ line: begun, cells });
    }
    cells = [];
    cell = '';
  };
  const source = typed.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let n = 0; n < source.length; n++) {
    const sign = source[n] ?? '';
    if (sign === '\n') {
      line++;
    }
    if (quoted) {
      if (sign !== '"') {
        cell += sign;
      } else if (source[n + 1] === '"') {
        cell += '"';
        n++;
      } else {
        quoted = false;
      }
    } else if (sign === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (sign === divider) {
      cells.push(cell.trim());
      cell = '';
    } else if (sign === '\n') {
      endRow();
      begun = line;
    } else {
      cell += sign;
    }
  }
  endRow();
  return rows;
}

const first = (typed: string): string => typed.trimStart().split(/[\r\n]/, 1)[0] ?? '';

/**
 * Recipients of a pasted list or a CSV file. Where the first line names columns, the one named address or email holds
 * the address and the others the values of the template's variables; an empty cell is no value. Else each line is an
 * address.
 */
export function readRecipients(typed: string): Read {
  const head = first(typed.replace(/^\uFEFF/, ''));
  const divider = DIVIDERS.find((one) => head.includes(one)) ?? ',';
  const rows = rowsOf(typed, divider);
  const names = (rows[0]?.cells ?? []).map((name) => name.toLowerCase());
  const at = names.findIndex((name) => HEADS.includes(name));
  const columns = at < 0 ? [] : (rows[0]?.cells ?? []);
  const people = at < 0 ? rows : rows.slice(1);
  return {
    recipients: people.map(({ cells }) => ({
      address: cells[Math.max(at, 0)] ?? '',
      values: Object.fromEntries(
        columns
          .map((name, index): [string, string] => [name, cells[index] ?? ''])
          .filter(([name, value], index) => index !== at && name !== '' && value !== ''),
      ),
    })),
    lines: people.map(({ line }) => line),
  };
}
