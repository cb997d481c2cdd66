/** Stands for the browser's own: jsdom has none. A test tells its events by hand. */
export class FakeEventSource extends EventTarget {
  static readonly all: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.all.push(this);
  }

  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param forGood the server refused, so the browser does not come again */
  breaks(forGood = false): void {
    this.readyState = forGood ? 2 : 0;
    this.onerror?.();
  }

  tells(name: string): void {
    this.dispatchEvent(new MessageEvent(name, { data: '{}' }));
  }

  close(): void {
    this.readyState = 2;
  }
}
