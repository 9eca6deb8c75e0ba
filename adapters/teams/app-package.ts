/** The package that an administrator uploads to Teams: manifest, texts in three languages, and icons. */

import type { Wording } from '#knowledge/guide.ts';
import { drawColourIcon, drawOutlineIcon } from './draw-icon.ts';
import { zipFiles } from './zip-files.ts';

/** What the package says. */
export interface TeamsApp {
  /** `MicrosoftAppId`, the bot's id; the app takes the same. */
  readonly appId: string;
  /** `PUBLIC_URL`: an HTTPS address without a closing slash. */
  readonly publicUrl: string;
  /** What merchants see; a plain text serves all languages. */
  readonly name: string | Wording;
  /** Version that Teams compares on updates; `1.0.0` when left out. */
  readonly version?: string;
  /** Pages that Teams links to; the public address when left out. */
  readonly privacyUrl?: string;
  readonly termsUrl?: string;
}

/** Source of fields and limits: https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema */
const SCHEMA_VERSION = '1.19';
const SCHEMA = `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA_VERSION}/MicrosoftTeams`;
const NAME_CHARACTERS = 30;
const DEVELOPER_CHARACTERS = 32;
const ACCENT = '#0B5561';

const SHORT: Wording = {
  'zh-Hans': 'POS 出问题？一步步陪您修好，修不好就转给同事。',
  'zh-Hant': 'POS 出問題？一步步陪您修好，修不好就轉給同事。',
  en: 'Card terminal trouble? Get it fixed step by step, or reach a colleague.',
};
const FULL: Wording = {
  'zh-Hans':
    '收款机断网、打不了小票、刷不了卡？说一声哪里不对，这里会一次一步带您排查。解决不了就开好工单转给同事，同事在同一个对话里回复您。请不要发送银行卡号、密码或验证码。',
  'zh-Hant':
    '收款機斷網、印不出單據、刷不了卡？說一聲哪裡不對，這裡會一次一步帶您排查。解決不了就開好工單轉給同事，同事在同一個對話裡回覆您。請不要傳送銀行卡號、密碼或驗證碼。',
  en: 'Terminal offline, not printing, not taking cards? Say what is wrong and go through the checks one at a time. If that does not help, a ticket goes to a colleague, who answers you in the same chat. Please never send card numbers, PINs or codes.',
};

/**
 * The ZIP to upload under Teams > Apps > Manage your apps > Upload an app. Throws when the id is no GUID or the
 * address is not HTTPS: Teams would refuse the package without saying why.
 */
export function buildTeamsApp(app: TeamsApp): Uint8Array {
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(app.appId)) throw new Error('The Teams app id is no GUID.');
  const url = URL.canParse(app.publicUrl) ? new URL(app.publicUrl) : undefined;
  if (url?.protocol !== 'https:') throw new Error('The public address of the Teams app must begin with https://.');
  const name = nameOf(app.name);
  return zipFiles([
    jsonFile('manifest.json', manifestOf(app, name, url)),
    jsonFile('zh-cn.json', localeFile(name['zh-Hans'], SHORT['zh-Hans'], FULL['zh-Hans'])),
    jsonFile('zh-tw.json', localeFile(name['zh-Hant'], SHORT['zh-Hant'], FULL['zh-Hant'])),
    { name: 'color.png', bytes: drawColourIcon() },
    { name: 'outline.png', bytes: drawOutlineIcon() },
  ]);
}

function nameOf(name: string | Wording): Wording {
  return typeof name === 'string' ? { 'zh-Hans': name, 'zh-Hant': name, en: name } : name;
}

/** Cut to whole characters; JavaScript's length is what the schema counts. */
function cut(text: string, most: number): string {
  let taken = '';
  for (const character of text.trim()) {
    if (taken.length + character.length > most) break;
    taken += character;
  }
  return taken;
}

function manifestOf(app: TeamsApp, name: Wording, url: URL): object {
  const { appId, publicUrl, version = '1.0.0', privacyUrl = publicUrl, termsUrl = publicUrl } = app;
  return {
    $schema: `${SCHEMA}.schema.json`,
    manifestVersion: SCHEMA_VERSION,
    version,
    id: appId.toLowerCase(),
    developer: {
      name: cut(name.en, DEVELOPER_CHARACTERS),
      websiteUrl: publicUrl,
      privacyUrl,
      termsOfUseUrl: termsUrl,
    },
    name: { short: cut(name.en, NAME_CHARACTERS), full: cut(name.en, 100) },
    description: { short: SHORT.en, full: FULL.en },
    localizationInfo: {
      defaultLanguageTag: 'en',
      additionalLanguages: [
        { languageTag: 'zh-cn', file: 'zh-cn.json' },
        { languageTag: 'zh-tw', file: 'zh-tw.json' },
      ],
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: ACCENT,
    bots: [
      {
        botId: appId.toLowerCase(),
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: true,
        isNotificationOnly: false,
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [url.host],
  };
}

function localeFile(name: string, short: string, full: string): object {
  return {
    $schema: `${SCHEMA}.Localization.schema.json`,
    'name.short': cut(name, NAME_CHARACTERS),
    'name.full': cut(name, 100),
    'description.short': short,
    'description.full': full,
  };
}

function jsonFile(name: string, content: object) {
  return { name, bytes: new TextEncoder().encode(`${JSON.stringify(content, undefined, 2)}\n`) };
}
