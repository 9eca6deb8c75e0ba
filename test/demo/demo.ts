/** `npm run -s channels -- demo`: the demonstration as a program; with `--once` it plays the example and ends. */

import { parseArgs } from 'node:util';
import { type Look, openDemo, playExample } from './open-demo.ts';

function writeLook({ name, lines }: Look): void {
  process.stdout.write(`\n— ${name} —\n`);
  for (const { from, text, choices } of lines()) {
    const buttons = choices.length === 0 ? '' : `  [${choices.join('] [')}]`;
    process.stdout.write(`${from === 'merchant' ? '  > ' : ''}${text}${buttons}\n`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '3980' }, once: { type: 'boolean' } } });
  const demo = await openDemo(values.once ? 0 : Number(values.port));
  if (values.once) {
    await Promise.all(demo.looks.map(playExample));
    demo.looks.forEach(writeLook);
    await demo.close();
    return;
  }
  process.stdout.write(
    `四个平台 · four platforms: ${demo.url}/\n客服台 · agents: ${await demo.agentsLink()}\n按 Ctrl+C 结束 · Ctrl+C ends it\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void demo.close().then(() => process.exit(0)));
  }
}

await main();
