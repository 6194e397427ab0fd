import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from '../../../src/cli/commands/explain/explain-code';
import { catalogue } from '../../../src/domain/failures/catalogue';

const page = errorsPage();

it('is what docs/reference/errors.md holds', () => {
  expect(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'reference', 'errors.md'), 'utf8')).toBe(page);
});

it('has a section for every code, with cause, remedy and whether it is tried again', () => {
  const sections = page.split(/^### /m).slice(1);
  expect(sections.map((section) => section.slice(0, section.indexOf('\n'))).sort()).toEqual(
    catalogue()
      .map(({ code }) => code)
      .sort(),
  );
  for (const section of sections) {
    expect(section).toMatch(/\*\*Cause:\*\* \S.*\n- \*\*What to do:\*\* \S.*\n- \*\*Tried again:\*\* \S/);
  }
});

it('says with what a command ends', () => {
  const exitOf = (code: string) => new RegExp(`### ${code}\n[^#]*Exit code:\\*\\* (.*)`).exec(page)?.[1];
  expect(exitOf('RUN_NOT_FOUND')).toBe('2');
  expect(exitOf('TEMPORAL_UNREACHABLE')).toBe('3');
  expect(exitOf('TARGET_UNKNOWN')).toBe('1 when users failed with it, 2 when the run as a whole did');
  expect(exitOf('MAS_SYNC_PENDING')).toBeUndefined();
});
