/** What a number counts; the words of the API. */
export type NumberUnit = 'count' | 'users' | 'seconds' | 'currency' | 'percent' | 'ratio';

const LOCALE = 'en-GB';

// Decimal texts are formatted as they are: none passes through a binary fraction on its way to the screen.
const text = (value: string) => value as unknown as number;

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(LOCALE, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const smallPercent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });

const currencies = new Map<string, Intl.NumberFormat>();

/** A currency that this browser does not know stands as its code. */
function money(currency: string): Intl.NumberFormat {
  const known = currencies.get(currency);
  if (known !== undefined) {
    return known;
  }
  const made = /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    : twoDigits;
  currencies.set(currency, made);
  return made;
}

export const countText = (count: number): string => whole.format(count);

export function numberText(value: string, unit: NumberUnit, currency?: string): string {
  switch (unit) {
    case 'count':
      return /\.\d*[1-9]/.test(value) ? oneDigit.format(text(value)) : whole.format(text(value));
    case 'users':
      return whole.format(text(value));
    case 'seconds':
      return secondsText(Number(value));
    case 'currency':
      return currency === undefined ? twoDigits.format(text(value)) : money(currency).format(text(value));
    case 'percent':
      return percent.format(text(value));
    case 'ratio':
      return twoDigits.format(text(value));
  }
}

function secondsText(seconds: number): string {
  if (seconds < 60) {
    return `${oneDigit.format(seconds)} s`;
  }
  const rounded = Math.round(seconds);
  if (rounded < 3_600) {
    return `${Math.floor(rounded / 60)} min ${String(rounded % 60).padStart(2, '0')} s`;
  }
  return `${whole.format(Math.floor(rounded / 3_600))} h ${String(Math.floor((rounded % 3_600) / 60)).padStart(2, '0')} min`;
}

/** For the axis of a chart, where there is little room. */
export function axisText(value: number, unit: NumberUnit): string {
  switch (unit) {
    case 'percent':
      return percent.format(value).replace('.0', '');
    case 'seconds':
      return value < 600 ? `${oneDigit.format(value)} s` : `${whole.format(value / 60)} min`;
    case 'ratio':
    case 'count':
    case 'users':
    case 'currency':
      return short.format(value);
  }
}

/** "12.4 %" of a decimal text such as "-0.1243", without its sign. */
export const shareText = (share: string): string => percent.format(text(share.replace(/^-/, '')));

/** "0.08%" of "0.0008": a share of which less than a tenth of a percent matters. */
export const smallShareText = (share: string): string => smallPercent.format(text(share));

export const isNegative = (decimal: string): boolean => decimal.startsWith('-') && /[1-9]/.test(decimal);
export const isZero = (decimal: string): boolean => !/[1-9]/.test(decimal);

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? whole.format(size) : oneDigit.format(size)} ${units[unit]}`;
}
