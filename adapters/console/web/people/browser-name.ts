/** What a browser calls itself, in words that somebody knows their own by. Pure. */

/** Browsers by the mark that tells them from those they pretend to be, the most particular first. */
const BROWSERS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\b(?:OPR|OPT)\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\bMicroMessenger\/(\d+)/, 'WeChat'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)\S* (?:Mobile\S* )?Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Such as `Chrome 147 · Windows`; what is not known is shown as it came. */
export function browserName(userAgent: string): string {
  const known = BROWSERS.find(([mark]) => mark.test(userAgent));
  if (known === undefined) return userAgent;
  const [mark, name] = known;
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1];
  return [`${name} ${mark.exec(userAgent)?.[1]}`, system].filter(Boolean).join(' · ');
}
