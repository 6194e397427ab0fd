import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeWish } from '../../../src/cli/options/place';
import { type Place, resolvePlace as resolveOn } from '../../../src/cli/place/place';
import type { Variables } from '../../../src/input/environment';

const resolvePlace = (said: Parameters<typeof placeWish>[0], env: Variables): Place =>
  resolveOn(placeWish(said), { env, cwd: () => '/srv' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onboard-place-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const nothing = () => ({ TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), XDG_STATE_HOME: '/state' });

it('is embedded when nothing names a Temporal server', () => {
  expect(resolvePlace({}, nothing())).toEqual({ mode: 'embedded', stateDir: '/state/tenant-onboarding', again: '' });
  expect(resolvePlace({}, { ...nothing(), ONBOARD_STATE_DIR: '/mine' })).toMatchObject({ stateDir: '/mine' });
  expect(resolvePlace({}, { ...nothing(), XDG_STATE_HOME: 'relative' })).toMatchObject({
    stateDir: expect.stringMatching(/^\/.*\.local\/state\/tenant-onboarding$/),
  });
});

it('is a server that a flag, a variable or a profile names', () => {
  const config = join(folder, 'temporal.toml');
  writeFileSync(config, '[profile.default]\naddress = "from-profile:7233"\n');
  const variables = { ...nothing(), TEMPORAL_ADDRESS: 'from-variable:7233' };
  expect(resolvePlace({ address: 'from-flag:7233' }, variables)).toMatchObject({
    settings: { address: 'from-flag:7233' },
  });
  expect(resolvePlace({}, variables)).toMatchObject({ mode: 'cluster', settings: { address: 'from-variable:7233' } });
  expect(resolvePlace({}, { TEMPORAL_CONFIG_FILE: config })).toMatchObject({
    settings: { address: 'from-profile:7233' },
  });
});

it('is embedded when a state folder is asked for, whatever the environment says', () => {
  const variables = { ...nothing(), TEMPORAL_ADDRESS: 'from-variable:7233' };
  expect(resolvePlace({ stateDir: 'here' }, variables)).toEqual({
    mode: 'embedded',
    stateDir: '/srv/here',
    again: ' --state-dir here',
  });
});

it('knows the flags that lead a following command to the same place', () => {
  expect(resolvePlace({ stateDir: "it's here" }, nothing()).again).toBe(String.raw` --state-dir 'it'\''s here'`);
  expect(resolvePlace({ address: 'host:7233', namespace: 'mine' }, nothing()).again).toBe(
    ' --address host:7233 --namespace mine',
  );
});

it('refuses flags that contradict each other or name half of a server', () => {
  expect(() => resolvePlace({ stateDir: 'here', address: 'host:7233' }, nothing())).toThrow('--state-dir');
  expect(() => resolvePlace({ namespace: 'mine' }, nothing())).toThrow('No Temporal server is named');
});
