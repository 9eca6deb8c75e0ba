/** Brings a list on the page up to date without touching what has not changed: focus stays, nothing is read out twice. */

/** An entry of the list: which one it is, what it depends on, and how to draw it. */
export interface Entry {
  readonly key: string;
  /** A new drawing is made only when this changes. */
  readonly look: string;
  draw(): HTMLElement;
}

/** Brings `list` to exactly these entries, in this order. */
export function updateList(list: HTMLElement, entries: readonly Entry[]): void {
  const wanted = new Set(entries.map((entry) => entry.key));
  const drawn = new Map<string, HTMLElement>();
  for (const child of [...list.children]) {
    if (!(child instanceof HTMLElement)) continue;
    const key = child.dataset.key ?? '';
    if (wanted.has(key)) drawn.set(key, child);
    else child.remove();
  }
  let place = list.firstElementChild;
  for (const entry of entries) {
    const old = drawn.get(entry.key);
    const item = old?.dataset.look === entry.look ? old : drawFresh(entry);
    if (old !== undefined && item !== old) {
      if (place === old) place = item;
      old.replaceWith(item);
    }
    if (item === place) place = item.nextElementSibling;
    else list.insertBefore(item, place);
    if (old === undefined) item.classList.add('arriving');
  }
}

function drawFresh(entry: Entry): HTMLElement {
  const fresh = entry.draw();
  fresh.dataset.key = entry.key;
  fresh.dataset.look = entry.look;
  return fresh;
}
