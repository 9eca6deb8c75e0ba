/** What the merchant's page can do: every request is checked against its link, and acts on that application alone. */

import { randomBytes } from 'node:crypto';
import { cleanPhoto, PHOTO_BYTES } from '#adapters/clean-photo.ts';
import type { Media } from '#adapters/contract.ts';
import type { PageRefusal, PageResult, RenewalPages } from '#adapters/renewal-contract.ts';
import { materialsFor, type Renewal } from '#dialogs/renewal.ts';
import { pictureSize } from '../label-photo/picture-size.ts';
import type { RenewalChange } from './change-renewal.ts';
import { chooseSlot } from './choose-slot.ts';
import type { LinkClaim } from './links.ts';
import type { RenewalDesk } from './renewal-desk.ts';
import { submitted } from './submitted.ts';
import { viewForPage } from './view-renewal.ts';
import { webpPixels } from './webp-size.ts';

/** Photos of one application, whatever the lists say. */
const MOST_PHOTOS = 40;
/** Larger pictures would only stop the browser of the agent who looks at them. */
const MOST_PIXELS = 60_000_000;
const ID_BYTES = 18;

type Admitted = { readonly kind: 'ok'; readonly renewal: Renewal; readonly claim: LinkClaim };
type Refused = { readonly kind: 'refused'; readonly reason: PageRefusal };

const refused = (reason: PageRefusal): Refused => ({ kind: 'refused', reason });

/** The application that a link names; a link that has ended says so only when it was ours. */
async function admit({ links, store, clock }: RenewalDesk, token: string): Promise<Admitted | Refused> {
  const claim = links.read(token);
  const renewal = claim && (await store.renewal(claim.number));
  if (!claim || !renewal || renewal.linkVersion !== claim.version) return refused('no-link');
  return claim.untilMs <= clock() ? refused('expired') : { kind: 'ok', renewal, claim };
}

async function show(desk: RenewalDesk, renewal: Renewal, claim: LinkClaim): Promise<PageResult> {
  const events = await desk.store.renewalEvents(renewal.number);
  const about = { linkUntilMs: claim.untilMs, uploads: desk.seal !== undefined };
  return { kind: 'ok', page: viewForPage(renewal, desk.guide(), events, about) };
}

type Change = RenewalChange<PageRefusal>;

async function act(desk: RenewalDesk, token: string, change: Change): Promise<PageResult> {
  const admitted = await admit(desk, token);
  if (admitted.kind === 'refused') return admitted;
  const { claim } = admitted;
  const guarded: Change = {
    ...change,
    // Between the check and the transaction the links may have been revoked.
    change: (renewal) => (renewal.linkVersion === claim.version ? change.change(renewal) : 'no-link'),
  };
  const changed = await desk.change(claim.number, guarded);
  if (changed.kind === 'ok') return await show(desk, changed.renewal, claim);
  return refused(changed.reason === 'not-found' ? 'no-link' : changed.reason);
}

/** The bytes as a picture without anything else in it; the name and type that came with them do not count. */
function readPhoto(bytes: Uint8Array): Media | PageRefusal {
  if (bytes.length > PHOTO_BYTES) return 'too-large';
  const photo = cleanPhoto(bytes);
  if (!photo) return 'no-photo';
  const pixels = pixelsOf(photo);
  if (!pixels) return 'no-photo';
  return pixels > MOST_PIXELS ? 'too-large' : photo;
}

function pixelsOf({ bytes, contentType }: Media): number | undefined {
  if (contentType === 'image/webp') return webpPixels(bytes);
  const size = pictureSize(bytes);
  return size && size.width * size.height;
}

/** Why the application takes no photo of this material now. */
function refusePhoto(desk: RenewalDesk, { applicant, papers }: Renewal, material: string): PageRefusal | undefined {
  const wanted = materialsFor(applicant, desk.guide().renewal).find(({ id }) => id === material);
  if (!wanted) return 'unknown-material';
  const own = papers.filter((paper) => paper.material === material && paper.photo && !paper.refused);
  return own.length >= wanted.pages || papers.length >= MOST_PHOTOS ? 'too-many' : undefined;
}

async function upload(desk: RenewalDesk, token: string, material: string, bytes: Uint8Array): Promise<PageResult> {
  const admitted = await admit(desk, token);
  if (admitted.kind === 'refused') return admitted;
  const { seal, holdsCard, clock } = desk;
  if (!seal) return refused('uploads-off');
  const early = refusePhoto(desk, admitted.renewal, material);
  if (early) return refused(early);
  const photo = readPhoto(bytes);
  if (typeof photo === 'string') return refused(photo);
  if (await holdsCard?.(photo)) return refused('card');
  const { number } = admitted.claim;
  const id = randomBytes(ID_BYTES).toString('base64url');
  const paper = { id, material, atMs: clock(), photo: { contentType: photo.contentType, bytes: photo.bytes.length } };
  return await act(desk, token, {
    action: 'fill',
    tells: false,
    photo: { id, sealed: seal.seal({ number, paper: id }, photo) },
    change(renewal) {
      const late = refusePhoto(desk, renewal, material);
      if (late) return late;
      return {
        ...renewal,
        papers: [...renewal.papers, paper],
        wanted: renewal.wanted.filter((one) => one !== material),
      };
    },
  });
}

/** The merchant's page over the desk of renewals. */
export function createPages(desk: RenewalDesk): RenewalPages {
  return {
    async view(token) {
      const admitted = await admit(desk, token);
      return admitted.kind === 'refused' ? admitted : await show(desk, admitted.renewal, admitted.claim);
    },
    apply: (token, applicant) =>
      act(desk, token, { action: 'fill', tells: false, change: (renewal) => ({ ...renewal, applicant }) }),
    upload: (token, material, bytes) => upload(desk, token, material, bytes),
    remove: (token, paper) =>
      act(desk, token, {
        action: 'fill',
        tells: false,
        dropped: [paper],
        change: (renewal) => ({ ...renewal, papers: renewal.papers.filter(({ id, photo }) => id !== paper || !photo) }),
      }),
    async photo(token, paper) {
      const admitted = await admit(desk, token);
      if (admitted.kind === 'refused' || !desk.seal) return undefined;
      const { number } = admitted.claim;
      const sealed = await desk.store.renewalPhoto(number, paper);
      return sealed && desk.seal.open({ number, paper }, sealed);
    },
    submit: (token) =>
      act(desk, token, {
        action: 'submit',
        tells: true,
        change: (renewal) => submitted(renewal, desk),
      }),
    choose: (token, slot) => act(desk, token, { ...chooseSlot(slot), tells: true }),
  };
}
