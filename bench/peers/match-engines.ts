/** The engines that the matcher is compared with, each as its documentation shows it. */

import { createRequire } from 'node:module';
import Fuse from 'fuse.js';
import { nameOf } from '../../bot/cli/evaluate/judge.ts';
import { createMatcher } from '../../knowledge/match/create-matcher.ts';
import { englishMeanings } from '../../knowledge/match/english-meanings.ts';
import { createLexicon } from '../../knowledge/text/lexicon.ts';
import { readUtterance, wordsOf } from '../../knowledge/text/read-utterance.ts';

const require = createRequire(import.meta.url);

/** A text with what it stands for. */
export interface Line {
  readonly text: string;
  readonly label: string;
}

/** Trains on lines and gives back what answers with a label. */
export type Engine = (lines: readonly Line[]) => Promise<(text: string) => string | undefined | Promise<string>>;

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** natural and nlp.js do not cut Chinese into words; without this they would not read it at all. */
const spaced = (text: string): string => (isChinese(text) ? wordsOf(text).join(' ') : text);

/** The engines by name. */
export const ENGINES: Readonly<Record<string, Engine>> = {
  posdesk: async (lines) => {
    const lexicon = createLexicon(
      {},
      lines.map(({ text }) => text),
    );
    const symptoms = [...Map.groupBy(lines, ({ label }) => label)].map(([id, own]) => ({
      id,
      name: nameOf(id),
      examples: own.map(({ text }) => text),
      rules: [],
      confusable: [],
    }));
    const matcher = createMatcher({ symptoms, controls: [], screenTexts: [], wholeTexts: englishMeanings, lexicon });
    return (text) => matcher.match(readUtterance(text, lexicon)).ranked[0]?.id;
  },

  'natural Bayes': async (lines) => {
    const BayesClassifier = require('natural/lib/natural/classifiers/bayes_classifier.js');
    const classifier = new BayesClassifier();
    const given = (text: string): string | string[] => (isChinese(text) ? [...wordsOf(text)] : text);
    for (const { text, label } of lines) classifier.addDocument(given(text), label);
    classifier.train();
    return (text) => classifier.classify(given(text));
  },

  'natural TF-IDF': async (lines) => {
    const TfIdf = require('natural/lib/natural/tfidf/tfidf.js');
    const tfidf = new TfIdf();
    for (const { text } of lines) tfidf.addDocument(spaced(text));
    return (text) => {
      let best = { at: -1, measure: 0 };
      tfidf.tfidfs(spaced(text), (at: number, measure: number) => {
        if (measure > best.measure) best = { at, measure };
      });
      return lines[best.at]?.label;
    };
  },

  'fuse.js': async (lines) => {
    const fuse = new Fuse(lines, { keys: ['text'], threshold: 1, ignoreLocation: true });
    return (text) => fuse.search(text.slice(0, 32), { limit: 1 })[0]?.item.label;
  },

  'nlp.js': async (lines) => {
    const { NlpManager } = require('node-nlp');
    const language = lines.some(({ text }) => isChinese(text)) ? 'zh' : 'en';
    const manager = new NlpManager({ languages: [language], autoSave: false, nlu: { log: false }, forceNER: false });
    for (const { text, label } of lines) manager.addDocument(language, language === 'zh' ? spaced(text) : text, label);
    await manager.train();
    return async (text) => (await manager.process(language, language === 'zh' ? spaced(text) : text)).intent;
  },
};
