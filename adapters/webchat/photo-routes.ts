/** Photos in the web chat: taking one from the page, and showing a merchant their own. */

import express, { type Request, type RequestHandler, type Response } from 'express';
import { createAllowance } from '#adapters/allowance.ts';
import { type Refusal, refuse } from '#adapters/browser-request.ts';
import { cleanPhoto, PHOTO_BYTES, PHOTO_ENDINGS } from '#adapters/clean-photo.ts';
import type { MediaShelf, Transcripts } from '#adapters/contract.ts';
import { sendMedia } from '#adapters/send-media.ts';
import type { InboundMessage, Instant } from '#dialogs/message.ts';
import { receivePhoto } from './receive.ts';
import type { Visitor } from './visitor.ts';

/** What photos need of the chat's other routes. */
export interface PhotoDependencies {
  now(): Instant;
  readonly media: MediaShelf;
  readonly transcripts: Transcripts;
  /** The visitor when the request may go on; otherwise it has been answered. */
  readonly admit: (request: Request, response: Response) => Visitor | undefined;
  /** Brings a message in and answers the request. */
  readonly bring: (request: Request, response: Response, message: InboundMessage) => Promise<void>;
}

/** A merchant shows a screen and two labels; a phone sends one photo in some seconds. */
const PHOTOS = { burst: 12, perSecond: 1 / 20, visitors: 20_000 };
/** Photos of all visitors together, as a new visitor costs nothing. */
const ALL_PHOTOS = { burst: 300, perSecond: 5, visitors: 1 };

const NO_PHOTO: Refusal = { status: 415, code: 'no-photo', message: 'Send a JPEG, PNG or WebP photo.' };

/** Reads the body of an upload, whatever type the page names. */
export const readPhotoBody: RequestHandler = express.raw({ type: 'image/*', limit: PHOTO_BYTES, inflate: false });

/** Before the body is read, a flood is turned away; others go on with their `visitor` in `response.locals`. */
function createAdmission({ now, admit }: PhotoDependencies): RequestHandler {
  const one = createAllowance(PHOTOS, now);
  const all = createAllowance(ALL_PHOTOS, now);
  return (request, response, next) => {
    const visitor = admit(request, response);
    if (visitor === undefined) return;
    const retryAfterMs = one.take(visitor.senderId) ?? all.take('');
    response.locals.visitor = visitor;
    if (retryAfterMs === undefined) return next();
    refuse(response, { status: 429, code: 'too-many', message: 'Please wait before the next photo.', retryAfterMs });
  };
}

/** The routes for photos. */
export function createPhotoRoutes(dependencies: PhotoDependencies) {
  const { now, media, transcripts, admit, bring } = dependencies;
  return {
    admitPhoto: createAdmission(dependencies),
    async take(request: Request, response: Response): Promise<void> {
      const visitor: Visitor = response.locals.visitor;
      const photo = Buffer.isBuffer(request.body) ? cleanPhoto(request.body) : undefined;
      if (photo === undefined) return refuse(response, NO_PHOTO);
      const ending = PHOTO_ENDINGS[photo.contentType] ?? 'jpg';
      const received = receivePhoto(request.query, ending, visitor, now());
      if (received.kind === 'refused') return refuse(response, received.refusal);
      const ref = await media.put(photo);
      const attachments = received.message.attachments.map((attachment) => ({ ...attachment, ref }));
      await bring(request, response, { ...received.message, attachments });
    },
    /** A photo is found through the visitor's own transcript, so nobody sees another's. */
    async show(request: Request, response: Response): Promise<void> {
      const visitor = admit(request, response);
      if (visitor === undefined) return;
      const seq = Number(/^\d{1,9}$/.exec(String(request.params.seq))?.[0]);
      const [line] = seq > 0 ? await transcripts.after(visitor.conversationId, seq - 1, 1) : [];
      const attachment = line?.seq === seq ? line.attachments?.[Number(request.params.index)] : undefined;
      const found = attachment && (await media.get(attachment.ref));
      if (found === undefined) return refuse(response, { status: 404, code: 'not-found', message: 'No such photo.' });
      sendMedia(response, found);
    },
  };
}
