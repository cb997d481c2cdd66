/** One-time tokens stand behind the #, so that no server and no log on the way sees them. */
export const tokenOfAddress = (): string => globalThis.location.hash.slice(1);
