import type { StepFinding, UserFindings } from '../../src/plan/findings';
import { verdictOf } from '../../src/plan/findings';
import { inWords, movesBetween } from '../../src/plan/moves';
import { type PlanDocument, planDocument } from '../../src/plan/plan-document';
import { recordOf, tenantOf } from './stand';

const account = { permissions: { userAdmin: true } };
const empty = { identityProviders: [], memberships: [], roles: [], synchronise: [], groups: [] };
const ada = recordOf('ada');

function planWith(steps: StepFinding[], kindAccount: object = account): PlanDocument {
  const kind = { account: { ...kindAccount }, ...empty };
  const user: UserFindings = { ...ada, type: 'primary', verdict: verdictOf(steps), steps };
  return planDocument(tenantOf([ada], []), { plans: { primary: kind, secondary: kind }, users: [user] });
}

const there: StepFinding = { step: 'create', state: 'done' };
const absent: StepFinding = { step: 'create', state: 'missing', missing: ['user'] };

test('nothing moved when the findings are the same', () => {
  expect(movesBetween(planWith([there]), planWith([there]))).toEqual([]);
});

test('a finding that changed is a move, with what was planned and what is found', () => {
  expect(movesBetween(planWith([absent]), planWith([there]))).toEqual([
    { what: 'target', user: ada.email, step: 'create', planned: 'missing: user', found: 'there' },
  ]);
});

test('a step that came or went is a move, named with its application', () => {
  const grant: StepFinding = { step: 'grant', application: 'iot', state: 'missing', missing: ['USER in iot'] };
  const at = { what: 'target', user: ada.email, step: 'grant', application: 'iot' };
  expect(movesBetween(planWith([there]), planWith([there, grant]))).toEqual([
    { ...at, planned: 'nothing', found: 'missing: USER in iot' },
  ]);
  expect(movesBetween(planWith([there, grant]), planWith([there]))).toEqual([
    { ...at, planned: 'missing: USER in iot', found: 'nothing' },
  ]);
});

test('of two roles in one place each moves by itself', () => {
  const [reader, writer] = ['reader', 'writer'].map(
    (role): StepFinding => ({ step: 'grant', role, state: 'missing', missing: [role] }),
  );
  if (reader === undefined || writer === undefined) throw new Error('two roles');
  expect(
    movesBetween(planWith([reader, writer]), planWith([{ step: 'grant', role: 'reader', state: 'done' }, writer])),
  ).toEqual([
    { what: 'target', user: ada.email, step: 'grant', role: 'reader', planned: 'missing: reader', found: 'there' },
  ]);
});

test('how far a synchronisation is does not count', () => {
  const pending: StepFinding = { step: 'await', state: 'missing', missing: ['manage PENDING'] };
  expect(movesBetween(planWith([there, pending]), planWith([there, { step: 'await', state: 'done' }]))).toEqual([]);
});

test('other things that users get are a move, though every finding is the same', () => {
  const moves = movesBetween(planWith([absent]), planWith([absent], { permissions: { userAdmin: false } }));
  expect(moves).toEqual([expect.objectContaining({ what: 'plans' })]);
});

test.each<[StepFinding | undefined, string]>([
  [undefined, 'nothing'],
  [{ step: 'grant', state: 'differs', differs: ['role'] }, 'there, differs: role'],
  [{ step: 'group', state: 'unknown', why: 'no key' }, 'unknown'],
  [{ step: 'link', state: 'failed', code: 'TARGET_REJECTED', message: 'no' }, 'not readable (TARGET_REJECTED)'],
])('%j is said as %s', (finding, words) => {
  expect(inWords(finding)).toBe(words);
});
