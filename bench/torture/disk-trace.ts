/** What a traced process did to its files, and what a disk holds of it when the power goes. */

/** One call on a file; instants in epoch seconds. */
export type DiskCall =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly at: number;
      readonly offset: number;
      readonly bytes: Buffer;
    }
  | { readonly kind: 'truncate'; readonly path: string; readonly at: number; readonly size: number }
  /** `at` is when the call returned: by then all that was written before `from` is on the disk. */
  | { readonly kind: 'sync'; readonly path: string; readonly at: number; readonly from: number };

/** The command that traces what follows it, writing into a file. */
export function tracerCommand(output: string): readonly string[] {
  const calls = 'trace=pwrite64,fdatasync,fsync,ftruncate';
  return ['strace', '-f', '-qq', '--seccomp-bpf', '-ttt', '-y', '-xx', '-s', '100000', '-e', calls, '-o', output];
}

const BEGUN = /^(\d+) +(\d+\.\d+) (\w+)\(\d+<([^>]*)>(.*)$/;
const RESUMED = /^(\d+) +(\d+\.\d+) <\.\.\. (\w+) resumed>/;

interface Begun {
  readonly call: string;
  readonly path: string;
  readonly from: number;
  readonly rest: string;
}

function readHex(text: string): string {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex').toString();
}

function readBytes(rest: string): { readonly bytes: Buffer; readonly offset: number } | undefined {
  const found = /^, "((?:\\x[0-9a-f]{2})*)", \d+, (\d+)/.exec(rest);
  if (!found) return undefined;
  return { bytes: Buffer.from((found[1] ?? '').replaceAll('\\x', ''), 'hex'), offset: Number(found[2]) };
}

function callOf({ call, path, from, rest }: Begun, endedAt: number): DiskCall | undefined {
  if (call === 'fsync' || call === 'fdatasync') return { kind: 'sync', path, at: endedAt, from };
  if (call === 'ftruncate') return { kind: 'truncate', path, at: from, size: Number(/^, (\d+)/.exec(rest)?.[1] ?? 0) };
  const write = readBytes(rest);
  return write && { kind: 'write', path, at: from, ...write };
}

/** Reads a trace; a call that two lines tell of counts as ended with the second. */
export async function readTrace(lines: AsyncIterable<string>): Promise<readonly DiskCall[]> {
  const calls: DiskCall[] = [];
  const open = new Map<string, Begun>();
  for await (const line of lines) {
    const begun = BEGUN.exec(line);
    if (begun) {
      const [, thread = '', at = '', call = '', path = '', rest = ''] = begun;
      const one = { call, path: path.startsWith('\\x') ? readHex(path) : path, from: Number(at), rest };
      if (rest.endsWith('<unfinished ...>')) open.set(thread, one);
      // A call on one line has returned before the next line of the trace; its own instant is the safe one for writes.
      else calls.push(...[callOf(one, Number(at))].filter((known) => known !== undefined));
      continue;
    }
    const resumed = RESUMED.exec(line);
    const waiting = resumed && open.get(resumed[1] ?? '');
    if (!resumed || !waiting) continue;
    open.delete(resumed[1] ?? '');
    calls.push(...[callOf(waiting, Number(resumed[2]))].filter((known) => known !== undefined));
  }
  if (calls.length === 0) throw new Error('The trace is empty: strace may not trace here.');
  return calls;
}

/** Which of the calls that no sync has covered reach the disk all the same. */
export type Fate = (call: DiskCall) => 'gone' | 'kept' | 'torn';

const SECTOR = 512;

/** A file as it grows; `bytes` has room to spare behind `size`. */
interface DiskFile {
  bytes: Buffer;
  size: number;
}

function makeRoom(file: DiskFile, size: number): void {
  if (size > file.bytes.length) {
    const bytes = Buffer.alloc(size * 2);
    file.bytes.copy(bytes, 0, 0, file.size);
    file.bytes = bytes;
  }
  file.size = Math.max(file.size, size);
}

function applyCall(file: DiskFile, call: DiskCall, fate: ReturnType<Fate>): void {
  if (call.kind === 'sync' || fate === 'gone') return;
  if (call.kind === 'truncate') {
    file.bytes.fill(0, call.size, file.size);
    makeRoom(file, call.size);
    file.size = call.size;
    return;
  }
  const sectors = Math.floor(call.bytes.length / SECTOR / 2) * SECTOR;
  const bytes = fate === 'torn' ? call.bytes.subarray(0, sectors) : call.bytes;
  makeRoom(file, call.offset + bytes.length);
  bytes.copy(file.bytes, call.offset);
}

/** The files as the disk holds them when the power goes at `at`. */
export function diskAt(calls: readonly DiskCall[], at: number, fate: Fate): ReadonlyMap<string, Buffer> {
  const before = calls.filter((call) => call.at < at);
  const lastSync = new Map<string, number>();
  for (const call of before) if (call.kind === 'sync') lastSync.set(call.path, call.from);
  const files = new Map<string, DiskFile>();
  for (const call of before) {
    const safe = call.at <= (lastSync.get(call.path) ?? Number.NEGATIVE_INFINITY);
    const file = files.get(call.path) ?? { bytes: Buffer.alloc(0), size: 0 };
    applyCall(file, call, safe ? 'kept' : fate(call));
    files.set(call.path, file);
  }
  return new Map([...files].map(([path, { bytes, size }]) => [path, bytes.subarray(0, size)]));
}
