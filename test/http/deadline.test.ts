import { getEventListeners, once } from 'node:events';
import { withDeadline } from '../../src/http/deadline';

test('the signal aborts when the time is up', async () => {
  const aborted = withDeadline(1, undefined, async (signal) => {
    await once(signal, 'abort');
    return 'aborted';
  });
  await expect(aborted).resolves.toBe('aborted');
});

test('the outer signal passes through, and nothing stays behind on it', async () => {
  const outer = new AbortController();
  const aborted = withDeadline(60_000, outer.signal, async (signal) => {
    await once(signal, 'abort');
    return getEventListeners(outer.signal, 'abort').length;
  });
  outer.abort();
  await aborted;
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(0);
});

test('what is aborted already does not begin', async () => {
  const reason = new Error('cancelled');
  const run = vi.fn<() => Promise<void>>();
  await expect(withDeadline(1, AbortSignal.abort(reason), run)).rejects.toBe(reason);
  expect(run).not.toHaveBeenCalled();
});
