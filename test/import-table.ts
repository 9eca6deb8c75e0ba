/** The import table of the house: knowledge ← dialogs ← adapters ← bot, siblings apart, one home per vendor library. */

import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';

const HOMES = {
  natural: '^knowledge/(text|match)/',
  'fuse.js': '^knowledge/match/',
  'opencc-js': '^knowledge/(text/|to-hant\\.ts$)',
  'pinyin-pro': '^knowledge/text/',
  yaml: '^(knowledge/|test/|bot/cli/content/)',
  '@viz-js/viz': '^bot/cli/content/',
  kysely: '^(bot/store/|test/)',
  botbuilder: '^(adapters/teams/|test/)',
  '@slack/bolt': '^(adapters/slack/|test/)',
  'fast-xml-parser': '^adapters/tencent/',
  pg: '^(bot/store/|test/)',
  'playwright-core': '^test/',
  '@sparticuz/chromium': '^test/',
  'axe-core': '^test/',
  preact: '^adapters/console/web/',
  htm: '^adapters/console/web/',
  qrcode: '^adapters/console/',
  nodemailer: '^(adapters/email/|test/)',
  'openid-client': '^bot/sign-ins/',
  otpauth: '^(bot/sign-ins/|test/)',
  'zxing-wasm': '^(bot/label-photo/|test/|bench/)',
  sharp: '^(bot/label-photo/|test/)',
  papaparse: '^bot/directory/',
  'read-excel-file': '^bot/directory/',
};

const oneWay = (name: string, from: string, to: string): IForbiddenRuleType => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** The rules as dependency-cruiser reads them. */
export const importTable: IConfiguration = {
  forbidden: [
    oneWay('knowledge imports nobody', '^knowledge/', '^(dialogs|adapters|bot|test|bench)/'),
    oneWay('dialogs import knowledge only', '^dialogs/', '^(adapters|bot|test|bench)/'),
    oneWay('adapters never import bot', '^adapters/', '^(bot|test|bench)/'),
    oneWay('bot never imports tests', '^bot/', '^(test|bench)/'),
    {
      name: 'an adapter never imports a sibling',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/[^/]+/', pathNot: ['^adapters/$1/', '^adapters/(web|tencent|tickets)/'] },
    },
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(HOMES).map(
      ([library, home]): IForbiddenRuleType => ({
        name: `${library} has one home`,
        severity: 'error',
        from: { pathNot: home },
        to: { path: `^node_modules/${library}(/|$)` },
      }),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^bench/peers' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
