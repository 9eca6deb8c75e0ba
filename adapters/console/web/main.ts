/** Starts the console's page: finds out who is signed in, draws, and follows what changes. */

import { h, render } from 'preact';
import type { Choices, Me } from '../wire.ts';
import { fetchChoices, fetchMe, fetchNames } from './api.ts';
import { App } from './frame/app.ts';
import { startLive } from './live.ts';
import { applySettings, currentSettings } from './settings.ts';
import { startShortcuts } from './shortcuts.ts';
import { keepSignedIn, NO_CHOICES } from './signed-in.ts';
import { WORDS } from './wording.ts';

const RETRY_MS = 2000;

/** Asks until there is an answer, however long the server takes to come back. */
async function ask(): Promise<void> {
  for (;;) {
    try {
      const [me, names, choices]: [Me, Awaited<ReturnType<typeof fetchNames>>, Choices] = await Promise.all([
        fetchMe(),
        fetchNames(),
        fetchChoices().catch(() => NO_CHOICES),
      ]);
      return keepSignedIn({ me, names, choices });
    } catch {
      const state = document.getElementById('state');
      if (state !== null) state.textContent = WORDS[currentSettings().locale].lost;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

applySettings();
startShortcuts();
await ask();
document.body.replaceChildren();
render(h(App, {}), document.body);
startLive();
