/** The sign-in page for those who come without a link: shows the ways that this server offers. */

import { byId } from '#adapters/web/dom.ts';
import { fetchMethods, signInByPassword } from './api.ts';
import { signInProblem } from './sign-in-problem.ts';

const form = byId('password-form', HTMLFormElement);
const problem = byId('problem', HTMLElement);

function tell(text: string): void {
  problem.textContent = text;
  problem.hidden = text === '';
}

async function send(): Promise<void> {
  const code = byId('code', HTMLInputElement);
  const secrets = {
    name: byId('name', HTMLInputElement).value.trim(),
    password: byId('password', HTMLInputElement).value,
    ...(code.value.trim() === '' ? {} : { code: code.value.trim() }),
  };
  const outcome = await signInByPassword(secrets);
  if (outcome.kind === 'done') return location.replace('/');
  tell(signInProblem(outcome.code));
  if (outcome.code !== 'code-wanted') return;
  byId('code-label', HTMLElement).hidden = false;
  code.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});

try {
  const { password, oidc } = await fetchMethods();
  form.hidden = !password;
  byId('oidc', HTMLElement).hidden = !oidc;
} catch {
  // A server without these ways still has its links.
}
