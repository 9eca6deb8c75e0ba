/** Reads the quiz out of the conversation that asks it, so that chat and paper never differ. */

import type { AskStep, Step } from '#knowledge/guide.ts';
import type { Quiz, QuizQuestion } from './sheet.ts';
import type { Words } from './wording.ts';

/** The entry of the content that asks the quiz, and how its questions' ids begin. */
const TRAINING = 'how-training';
const QUESTION = /^quiz-/;
const RIGHT = 'right';
/** The explanation of `quiz-x` is the step `quiz-x-why`. */
const WHY = '-why';

function isQuestion(step: Step): step is AskStep {
  return step.kind === 'ask' && QUESTION.test(step.id);
}

/** The quiz; with the answers by the questions' names also its verdicts. */
export function readQuiz(words: Words, answers: Readonly<Record<string, string>>): Quiz {
  const steps = words.guide.flows.get(TRAINING)?.steps ?? [];
  const asked = steps.filter(isQuestion);
  const answered = asked.some(({ slot }) => answers[slot] !== undefined);
  const right = asked.filter(({ slot }) => answers[slot] === RIGHT).length;
  const questions = asked.map((step) => questionOf(step, steps, words, answered ? answers : undefined));
  const rest = words.say(right === asked.length ? 'quiz.all-right' : 'quiz.again');
  return {
    locale: words.locale,
    title: words.say('quiz.title'),
    button: words.say('quiz.check'),
    questions,
    ...(answered ? { score: `${words.say('quiz.score', { right: String(right) })}${gap(words)}${rest}` } : {}),
  };
}

const gap = ({ locale }: Words): string => (locale === 'en' ? ' ' : '');

function questionOf(
  { id, ask, slot, choices }: AskStep,
  steps: readonly Step[],
  words: Words,
  answers: Readonly<Record<string, string>> | undefined,
): QuizQuestion {
  const { locale } = words;
  const chosen = answers?.[slot];
  const why = steps.find((step) => step.id === `${id}${WHY}`);
  const verdict = chosen === undefined ? 'quiz.open' : chosen === RIGHT ? 'quiz.right' : 'quiz.wrong';
  return {
    name: slot,
    text: ask[locale],
    choices: choices.map((choice) => ({
      id: choice.id,
      label: choice.label[locale],
      chosen: choice.id === chosen,
    })),
    ...(answers
      ? {
          verdict: {
            right: chosen === RIGHT,
            text: words.say(verdict),
            why: why?.kind === 'say' ? why.say[locale] : '',
          },
        }
      : {}),
  };
}
