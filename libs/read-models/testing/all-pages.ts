import { type KeysetPage } from '../src/keyset-page';

type Ask<D> = (cursor: { readonly cursor?: string }) => Promise<KeysetPage<D>>;

/** A whole list, page by page. */
export async function allPages<D>(ask: Ask<D>): Promise<readonly D[]> {
  const items: D[] = [];
  let next: string | null = null;
  do {
    const page: KeysetPage<D> = await ask(next === null ? {} : { cursor: next });
    items.push(...page.items);
    next = page.next;
  } while (next !== null);
  return items;
}
