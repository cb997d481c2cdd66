import { describe, expect, it } from 'vitest';
import { axisText, bytesText, isNegative, isZero, numberText, shareText } from './numbers';
import { agoText, daysBetween, dayText, momentText, plusDays, rangeText, spanText, today, weekdayIndex } from './times';

describe('numbers', () => {
  it('keep every digit of a decimal text', () => {
    expect(numberText('9007199254740993', 'count')).toBe('9,007,199,254,740,993');
    expect(numberText('12345678901234567.89', 'currency', 'EUR')).toBe('€12,345,678,901,234,567.89');
  });

  it('carry their unit', () => {
    expect(numberText('46018', 'count')).toBe('46,018');
    expect(numberText('12.5', 'count')).toBe('12.5');
    expect(numberText('0.5933', 'percent')).toBe('59.3%');
    expect(numberText('3.1', 'ratio')).toBe('3.10');
    expect(numberText('42.26', 'seconds')).toBe('42.3 s');
    expect(numberText('125', 'seconds')).toBe('2 min 05 s');
    expect(numberText('7325', 'seconds')).toBe('2 h 02 min');
    expect(numberText('1234.5', 'currency')).toBe('1,234.50');
    expect(numberText('5', 'currency', 'not a code')).toBe('5.00');
  });

  it('shrink on an axis', () => {
    expect(axisText(12_000, 'count')).toBe('12k');
    expect(axisText(0.5, 'percent')).toBe('50%');
    expect(axisText(900, 'seconds')).toBe('15 min');
  });

  it('tell a share without its sign', () => {
    expect(shareText('-0.1243')).toBe('12.4%');
    expect(isNegative('-0.1')).toBe(true);
    expect(isNegative('-0.0')).toBe(false);
    expect(isZero('0.000')).toBe(true);
  });

  it('tell bytes in their size', () => {
    expect(bytesText(999)).toBe('999 B');
    expect(bytesText(123_000_000)).toBe('123 MB');
  });
});

describe('days', () => {
  it('are counted on the calendar, whatever the zone and its clock changes', () => {
    expect(plusDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(plusDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-10-25', '2026-11-21')).toBe(27);
    expect(weekdayIndex('2026-11-23')).toBe(0);
  });

  it('name their year when it is another', () => {
    expect(dayText('2026-11-21', '2026-01-01')).toBe('21 Nov');
    expect(dayText('2025-11-21', '2026-01-01')).toBe('21 Nov 2025');
    expect(rangeText('2026-11-21', '2026-11-21')).toBe(dayText('2026-11-21'));
  });

  it('are those of the asked zone', () => {
    const moment = new Date('2026-11-21T23:30:00Z');
    expect(today('Europe/Berlin', moment)).toBe('2026-11-22');
    expect(today('America/Los_Angeles', moment)).toBe('2026-11-21');
    expect(today('a zone of the server alone', moment)).toBe(today('UTC', moment));
  });
});

describe('moments', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  it('are told by the clock when near, with their day when far', () => {
    expect(momentText('2026-11-22T14:32:00Z', now)).toMatch(/^\d\d:\d\d$/);
    expect(momentText('2026-11-02T14:32:00Z', now)).toMatch(/^2 Nov, \d\d:\d\d$/);
  });

  it('are told by their distance', () => {
    expect(agoText('2026-11-22T11:57:00Z', now)).toBe('3 min ago');
    expect(agoText('2026-11-22T15:00:00Z', now)).toBe('in 3 h');
    expect(agoText('2026-11-22T12:00:10Z', now)).toBe('in less than a minute');
    expect(agoText('2026-11-22T11:59:59Z', now)).toBe('just now');
    expect(spanText(25)).toBe('25 s');
    expect(spanText(18 * 60)).toBe('18 min');
    expect(spanText(200_000)).toBe('2 days');
  });
});
