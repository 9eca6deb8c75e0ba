/** What time it is on Tencent's servers: signatures are refused when the clocks differ too much. */

const PATIENCE_MS = 5_000;

/** Epoch milliseconds as the answer's `Date` header gives them, to the second; undefined when there is no answer. */
export async function readServerClock(baseUrl: string): Promise<number | undefined> {
  try {
    const response = await fetch(baseUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}
