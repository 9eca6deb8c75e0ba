/** A picture that goes with a reply: picked or pasted, put on the shelf, shown before it is sent. */

import { useEffect, useState } from 'preact/hooks';
import { upload } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';

const ZH = {
  add: '附图片',
  uploading: '正在上传…',
  attached: (name: string) => `图片：${name}`,
  remove: '去掉',
  refused: '图片没有收下：只收 8 MB 以内的 JPEG、PNG 或 WebP。',
};
const EN: typeof ZH = {
  add: 'Add picture',
  uploading: 'Uploading…',
  attached: (name) => `Picture: ${name}`,
  remove: 'Remove',
  refused: 'The picture was not taken: JPEG, PNG or WebP up to 8 MB.',
};
const say = inWords(ZH, EN);

/** A picture on the shelf. */
export interface Picture {
  readonly ref: string;
  readonly name: string;
}

/** The button, or the picture that is attached. */
export function PictureField(props: {
  readonly picture: Picture | undefined;
  readonly onChange: (picture: Picture | undefined) => void;
}): Markup {
  const [state, setState] = useState<'' | 'uploading' | 'refused'>('');
  const { picture, onChange } = props;
  const take = async (file: File): Promise<void> => {
    setState('uploading');
    const outcome = await upload(file);
    setState(outcome.kind === 'done' ? '' : 'refused');
    if (outcome.kind === 'done') onChange({ ref: outcome.value.ref, name: file.name });
  };
  const pick = (input: HTMLInputElement): void => {
    const [file] = input.files ?? [];
    // Picking the same file again has to be a change.
    input.value = '';
    if (file !== undefined) void take(file);
  };
  usePasted((file) => void take(file));
  if (picture !== undefined) {
    return html`<p class="picture-line">
      <img class="thumb" src="/api/media/${encodeURIComponent(picture.ref)}" alt="" />
      <span>${say().attached(picture.name)}</span>
      <button type="button" class="small quiet" onClick=${() => onChange(undefined)}>${say().remove}</button>
    </p>`;
  }
  return html`<p class="picture-line">
    <label class="small quiet file">
      <input
        type="file"
        class="hidden-words"
        accept="image/jpeg,image/png,image/webp"
        disabled=${state === 'uploading'}
        onChange=${(event: Event) => pick(event.currentTarget as HTMLInputElement)}
      />
      <span>${state === 'uploading' ? say().uploading : say().add}</span>
    </label>
    ${state === 'refused' ? html`<span class="problem" role="alert">${say().refused}</span>` : null}
  </p>`;
}

/** Calls `take` with a picture that is pasted anywhere on the page, such as a screenshot. */
function usePasted(take: (file: File) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file === undefined) return;
      event.preventDefault();
      take(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });
}
