/** How the content stands, read from the server's answer without trusting its shape. Pure. */

/** One mistake in a content file. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** What is served, and what keeps newer files from being served. */
export interface ContentState {
  readonly revision: string;
  readonly loadedAtMs: number | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the answer; what is not there is left empty. */
export function readContentState(answer: unknown): ContentState {
  const state = record(answer);
  const problems = Array.isArray(state.problems) ? state.problems : [];
  return {
    revision: text(state.revision),
    loadedAtMs: typeof state.loadedAtMs === 'number' ? state.loadedAtMs : undefined,
    problems: problems.map(record).map((problem) => ({
      file: text(problem.file),
      line: Number(problem.line ?? 0),
      column: Number(problem.column ?? 0),
      message: text(problem.message),
      remedy: text(problem.remedy),
    })),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
