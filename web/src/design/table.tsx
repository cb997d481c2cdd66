import type { ReactNode } from 'react';

export type Column<T> = {
  head: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right, the head of a card says which row it is, actions have no words above. */
  kind?: 'number' | 'head' | 'actions';
};

/** A table that becomes a list of cards where there is no room for columns. */
export function Table<T>({
  caption,
  columns,
  rows,
  rowKey,
}: {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}) {
  return (
    <div className="table-wrap">
      <table className="cards-narrow">
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" className={column.kind}>
                {column.kind === 'actions' ? <span className="hidden-visually">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-row="">
              {columns.map((column) => (
                <td key={column.head} className={column.kind} data-label={column.head}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
