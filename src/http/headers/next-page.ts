/** Where a list goes on, on the same server; `elsewhere` for another one, which must not see our credentials. */
export type NextPage = { readonly path: string; readonly query: Readonly<Record<string, string>> } | 'elsewhere';

/** The next page that a `Link` header names (RFC 8288), of a request under a base address: `</users?first=100>; rel="next"`. */
export function nextPageOf(link: unknown, baseUrl: string, path: string): { readonly nextPage?: NextPage } {
  const target = typeof link === 'string' ? targetOf(link) : undefined;
  if (target === undefined) return {};
  const base = baseUrl.replace(/\/+$/, '');
  const url = URL.canParse(target, `${base}${path}`) ? new URL(target, `${base}${path}`) : undefined;
  if (url === undefined || !`${url.origin}${url.pathname}`.startsWith(`${base}/`)) return { nextPage: 'elsewhere' };
  const below = `${url.origin}${url.pathname}`.slice(base.length);
  return { nextPage: { path: below, query: Object.fromEntries(url.searchParams) } };
}

function targetOf(link: string): string | undefined {
  const links = link.matchAll(/<([^>]*)>([^<]*)/g);
  for (const [, target, parameters = ''] of links) {
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters)) return target;
  }
  return undefined;
}
