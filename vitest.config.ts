import { defineConfig } from 'vitest/config';

// How long a test waits for what it expects. Whatever comes is seen at once, so a limit only costs time where something
// is broken, and it must be far beyond what a machine that is busy with other things takes.
const WAIT_MS = 60_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/fixtures/built-in-guide.ts'],
    // Two files at a time, also on machines with two cores; left to itself vitest keeps one core free.
    maxWorkers: 2,
    expect: { poll: { timeout: WAIT_MS, interval: 20 } },
    testTimeout: 5 * WAIT_MS,
    hookTimeout: 5 * WAIT_MS,
  },
});
