/** What kinds of care a model needs, by what it is built of. */

/** A part of a terminal that not every model has. */
export type Trait = 'printer' | 'battery' | 'android' | 'bluetooth';

/**
 * Models as their makers describe them: smart terminals with a printer; readers that a phone drives, without one;
 * counter terminals on the mains; code readers. From the makers' product pages and devices.yaml.
 */
const KINDS: readonly { readonly models: RegExp; readonly traits: readonly Trait[] }[] = [
  { models: /^(ME\d|D135|M35|M36|SUMUP|AIR|SOLO|LINK)/, traits: ['battery', 'bluetooth'] },
  { models: /^(QR|QM)/, traits: ['battery'] },
  { models: /^(SP\d|S\d|E350|E\d|NEW|LANE|DESK|P400|V\d+SE|K300)/, traits: ['printer', 'battery'] },
  {
    models: /^(A\d|N\d|APOS|P2|V2|X9|Z300|I9|K9|CPOS|M400|MOVE|ARIES|AECR)/,
    traits: ['printer', 'battery', 'android'],
  },
];

const EVERYTHING: readonly Trait[] = ['printer', 'battery', 'android', 'bluetooth'];

/** What a model has; of one that is not known, everything that one may have except what only few have. */
export function traitsOf(model: string | undefined): ReadonlySet<Trait> {
  const name = model?.toUpperCase().trim();
  const kind = name === undefined ? undefined : KINDS.find(({ models }) => models.test(name));
  return new Set(kind?.traits ?? EVERYTHING.filter((trait) => trait !== 'bluetooth'));
}
