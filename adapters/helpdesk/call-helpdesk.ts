/** Requests to one helpdesk: its address, its key, and answers in the form that is expected. */

import type { z } from 'zod';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { callSink, pushToSink, type SinkRequest } from '../tickets/sink-http.ts';
import { readAnswer } from './read-answer.ts';

/** Asks one helpdesk; every member throws a SinkFault for what the other side does. */
export interface HelpdeskCaller {
  get<Schema extends z.ZodType>(path: string, schema: Schema, signal?: AbortSignal): Promise<z.output<Schema>>;
  /** Sends JSON and reads the answer. */
  send<Schema extends z.ZodType>(
    request: Pick<SinkRequest, 'method' | 'json' | 'headers'> & { readonly path: string },
    schema: Schema,
    signal?: AbortSignal,
  ): Promise<z.output<Schema>>;
  /** Sends JSON; only the answer's status counts, and one of `expects` is as good as done. */
  push(
    request: Pick<SinkRequest, 'method' | 'json' | 'expects'> & { readonly path: string },
    signal?: AbortSignal,
  ): Promise<void>;
}

/** A caller; `headers` hold the key. */
export function createHelpdeskCaller(
  url: string,
  headers: Readonly<Record<string, string>>,
  fetch?: GuardedFetch,
): HelpdeskCaller {
  const requestOf = (
    request: Omit<SinkRequest, 'url' | 'signal'> & { readonly path: string },
    signal?: AbortSignal,
  ) => {
    const { path, headers: more, ...rest } = request;
    return { ...rest, url: url + path, headers: { ...headers, ...more }, ...(signal ? { signal } : {}) };
  };
  return {
    async get(path, schema, signal) {
      return readAnswer(schema, (await callSink(requestOf({ path }, signal), fetch)).json);
    },
    async send(request, schema, signal) {
      return readAnswer(schema, (await callSink(requestOf(request, signal), fetch)).json);
    },
    async push(request, signal) {
      await pushToSink({ ...requestOf(request, signal), noPages: true }, fetch);
    },
  };
}

/** Keeps a list that is asked for once, and once more when somebody looks for what is not in it: it may be new. */
export function askList<Item>(question: () => Promise<readonly Item[]>) {
  let all = askOnce(question);
  return {
    all: () => all(),
    async find(isWanted: (item: Item) => boolean): Promise<Item | undefined> {
      const found = (await all()).find(isWanted);
      if (found !== undefined) return found;
      all = askOnce(question);
      return (await all()).find(isWanted);
    },
  };
}

/** Keeps the answer of a question that is asked once; a question that failed is asked again. */
export function askOnce<Answer>(question: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= question().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}
