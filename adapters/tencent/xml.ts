/** The XML of Tencent's callbacks: parsed into texts, and built out of them. */

import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** What an element holds: its text, its children by name, or several of one name. */
export type XmlValue = string | XmlFields | readonly XmlValue[];
/** The children of an element by their names. */
export interface XmlFields {
  readonly [name: string]: XmlValue;
}

const PARSER = new XMLParser({
  ignoreAttributes: true,
  // A merchant who writes 007 has not written 7.
  parseTagValue: false,
  ignoreDeclaration: true,
  maxNestedTags: 16,
});
const [CDATA, CDATA_END] = ['<![CDATA[', ']]>'];
/** Not allowed in XML 1.0. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * The children of the element `xml`, with every value as the text it is; undefined for anything else. Tencent sends
 * neither DOCTYPE nor comments nor processing instructions, so a text that has one is refused before it is parsed.
 */
export function parseXml(text: string): XmlFields | undefined {
  const bare = text.replace(/^\uFEFF?\s*(?:<\?xml\b[^<>?]*\?>)?/, '');
  const markup = withoutCdata(bare);
  if (markup === undefined || /<[!?]/.test(markup)) return undefined;
  try {
    if (XMLValidator.validate(bare) !== true) return undefined;
    const root: unknown = PARSER.parse(bare);
    return isFields(root) && isFields(root.xml) ? root.xml : undefined;
  } catch {
    return undefined;
  }
}

/** The text without its CDATA sections; undefined when one does not end. A search for each would take square time. */
function withoutCdata(text: string): string | undefined {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(CDATA, from);
    if (start < 0) return kept.join('') + text.slice(from);
    kept.push(text.slice(from, start));
    const end = text.indexOf(CDATA_END, start);
    if (end < 0) return undefined;
    from = end + CDATA_END.length;
  }
}

/** The text of a child, trimmed; '' when it is missing or is no text. Of several, the first. */
export function textOf(fields: XmlFields | undefined, name: string): string {
  if (fields === undefined || !Object.hasOwn(fields, name)) return '';
  const value = fields[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

/** The children of a child; undefined when it has none. */
export function fieldsOf(fields: XmlFields, name: string): XmlFields | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return isFields(value) ? value : undefined;
}

/** `<xml>` with a child for each field, every text in CDATA, numbers bare. */
export function buildXml(fields: Readonly<Record<string, string | number>>): string {
  const children = Object.entries(fields).map(([name, value]) => `<${name}>${content(value)}</${name}>`);
  return `<xml>${children.join('')}</xml>`;
}

function content(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const allowed = value.toWellFormed().replaceAll(FORBIDDEN, '');
  return `<![CDATA[${allowed.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function isFields(value: unknown): value is XmlFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
