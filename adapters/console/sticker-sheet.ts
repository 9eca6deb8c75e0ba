/** Draws a sheet of stickers for printing: codes with what stands under them, on plain A4 paper. */

import { toString as drawQr } from 'qrcode';
import type { StickerView } from './device-office.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function drawSticker({ serial, model, store, merchant, url }: StickerView): Promise<string> {
  // Half of a code may be scratched off a terminal before it can no longer be read.
  const svg = await drawQr(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'Q' });
  const shop = store ?? merchant;
  return `<li>${svg}<p class="call">机器有问题？扫码找人 · Trouble? Scan me</p>
<p><b>${escapeHtml(model ?? 'POS')}</b> SN …${escapeHtml(serial.slice(-6))}</p>${shop === undefined ? '' : `<p>${escapeHtml(shop)}</p>`}</li>`;
}

/** The sheet as a page of its own; `stylesheet` is the address of sticker-sheet.css. */
export async function drawSheet(stickers: readonly StickerView[], stylesheet: string): Promise<string> {
  const drawn = await Promise.all(stickers.map(drawSticker));
  return `<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<title>机身贴纸 · Stickers (${stickers.length})</title>
<link rel="stylesheet" href="${escapeHtml(stylesheet)}">
</head>
<body>
<p class="hint">打印后贴在对应的机器上，末六位要对上机身的 SN。 · Print, and put each on the terminal whose serial ends as printed.</p>
<ul>
${drawn.join('\n')}
</ul>
</body>
</html>
`;
}
