/** Why a sign-in did not work, in both languages, as nobody has chosen one yet. */

const PROBLEMS: Readonly<Record<string, string>> = {
  wrong: '姓名、密码或数字不对，请再试。 · Name, password or digits are not right; try again.',
  'code-wanted': '请再填验证器里的 6 位数。 · Now the six digits of your authenticator, please.',
  'too-many': '试得太多了，请过几分钟再来。 · Too many tries; come back in a few minutes.',
};

/** A sentence for the person at the door. */
export function signInProblem(code: string): string {
  return PROBLEMS[code] ?? '没有连上服务器，请再试一次。 · The server was not reached; try again.';
}
