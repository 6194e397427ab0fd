import { text as wholeOf } from 'node:stream/consumers';
import { createHash } from 'node:crypto';
import { renderHtml } from '../../src/report/html';
import { aFailedUser, aRun, aStep, aUser } from './a-run';

const attack = `</title></script><script>alert(1)</script><img src=x onerror='alert(1)' a="`;

/** The tags of a page by name, without those of its own style and script. */
function tagsOf(html: string): readonly string[] {
  const plain = html.replace(/<style>[^]*?<\/style>/, '<style>').replace(/<script>[^]*<\/script>/, '<script>');
  return [...plain.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag);
}

it('shows every value as text, whatever it holds', async () => {
  const record = { email: attack, given_name: attack, family_name: attack };
  const steps = [aStep(0, 1, { summary: attack, attempts: 2, failure: { message: attack } })];
  const html = await wholeOf(
    renderHtml(aRun([{ ...aFailedUser(attack, attack), record, steps }], { runId: attack, retryOf: attack })),
  );
  const harmless = await wholeOf(
    renderHtml(
      aRun([{ ...aFailedUser('id', 'why'), steps: [aStep(0, 1, { attempts: 2, failure: { message: '' } })] }], {
        retryOf: 'r',
      }),
    ),
  );
  expect(tagsOf(html)).toEqual(tagsOf(harmless));
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

it('lets the browser load nothing and run nothing but the script of the page', async () => {
  const html = await wholeOf(renderHtml(aRun([aUser('ada')])));
  const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  const hashOf = (element: string): string => {
    const [, text = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(html) ?? [];
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  };
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining(["default-src 'none'", `script-src ${hashOf('script')}`, `style-src ${hashOf('style')}`]),
  );
  expect(tagsOf(html).filter((tag) => /(?:\ssrc=|\son\w+=|\sstyle=|https?:)/.test(tag))).toEqual([]);
  expect(html).not.toMatch(/@import|url\(/);
});

it('shows totals, codes with remedies, every user, and a timeline of steps and attempts', async () => {
  const steps = [aStep(0, 1), aStep(1, 4, { attempts: 3, lastAttemptAt: '2026-01-31T08:00:03.000Z', changed: false })];
  const html = await wholeOf(
    renderHtml(aRun([aUser('ada@acme.example', 'primary', { steps }), aFailedUser('bob@acme.example')])),
  );
  expect(html).toContain('<dt>Failed</dt><dd class="failed">1</dd>');
  expect(html).toMatch(/<code>TARGET_REJECTED<\/code>.*Compare the user&#39;s record/);
  expect(html.match(/<tr role="row" data-status/g)).toHaveLength(2);
  expect(html).toContain('2 steps, 4 attempts');
  const [, bars = ''] = /<svg class="steps"[^>]*>(.*?)<\/svg>/.exec(html) ?? [];
  expect([...bars.matchAll(/class="(.)" d="([^"]+)"/g)].map((bar) => bar.slice(1))).toEqual([
    ['w', 'M0 2h250'],
    ['t', 'M250 7h500'],
    ['d', 'M750 7h250'],
  ]);
});

it('has headers for every column and a label for every field', async () => {
  const html = await wholeOf(renderHtml(aRun([aUser('ada'), aFailedUser('bob')])));
  const fields = [...html.matchAll(/<(?:input|select) id="(\w+)"/g)].map(([, id = '']) => id);
  expect(fields.length).toBeGreaterThan(0);
  expect(fields.filter((id) => !html.includes(`<label for="${id}">`))).toEqual([]);
  expect(html.match(/<th scope="col"/g)).toHaveLength(9);
  expect(html.match(/<th scope="row"/g)).toHaveLength(3);
});

it('stays below 2 MB with 500 users of eight steps', async () => {
  const steps = Array.from({ length: 8 }, (_, n) =>
    aStep(n, n + 1, { summary: 'Grant PREMIUM in facilities', attempts: 2 }),
  );
  const users = Array.from({ length: 500 }, (_, n) => ({
    ...aFailedUser(`user${n}@acme.example`, 'x'.repeat(200)),
    steps,
  }));
  expect(Buffer.byteLength(await wholeOf(renderHtml(aRun(users))))).toBeLessThan(2_000_000);
});
