/** The printable pages that a reply may point to; only the desk around the dialog can make links to them. */

/** The pages, by the names that content uses: `{page.maintenance}`. */
export const PAGES = ['maintenance', 'updates', 'backup', 'contingency', 'training', 'agreement'] as const;

/** One of the pages. */
export type PageName = (typeof PAGES)[number];

/** The address of each page as made for one conversation. */
export type PageLinks = Readonly<Record<PageName, string>>;
