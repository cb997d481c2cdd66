import { describe, expect, it } from 'vitest';
import { readRecipients } from './recipients';

describe('recipients', () => {
  it('are addresses, one in each line, whatever the line ends and blanks', () => {
    expect(readRecipients(' ada@example.com \r\n\r\nben@example.com\n')).toEqual({
      recipients: [
        { address: 'ada@example.com', values: {} },
        { address: 'ben@example.com', values: {} },
      ],
      lines: [1, 3],
    });
  });

  it('have the values of named columns, wherever the address stands', () => {
    expect(readRecipients('\uFEFFNAME;Email;CITY\nAda;ada@example.com;\nBen;ben@example.com;Bonn').recipients).toEqual([
      { address: 'ada@example.com', values: { NAME: 'Ada' } },
      { address: 'ben@example.com', values: { NAME: 'Ben', CITY: 'Bonn' } },
    ]);
  });

  it('may be quoted as spreadsheets do, and keep the line in which they begin', () => {
    const read = readRecipients('address,NOTE\nada@example.com,"two\nlines, ""quoted"""\nnobody,x');
    expect(read.recipients[0]).toEqual({ address: 'ada@example.com', values: { NOTE: 'two\nlines, "quoted"' } });
    expect(read.lines).toEqual([2, 4]);
  });

  it('are nobody when nothing is written', () => {
    expect(readRecipients(' \n\n')).toEqual({ recipients: [], lines: [] });
    expect(readRecipients('address\tNAME')).toEqual({ recipients: [], lines: [] });
  });
});
