import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/checkout.mjs';
import { version } from './install.mjs';

const document = join(root, 'docs', 'explanation', 'beside-mas-devops.md');
const marked = /(<!-- scenarios -->\n)[^]*?(\n<!-- \/scenarios -->)/;

/** What both tools did, as a Markdown table. */
export function tableOf(played) {
  const rows = played.map((result) => {
    const { title, name } = result.scenario;
    return `| ${title} (\`${name}\`) | ${cell(result.former, result, 'former')} | ${cell(result.ours, result, 'ours')} |`;
  });
  return [`| scenario | \`mas-devops\` ${version} | ours |`, '| --- | --- | --- |', ...rows].join('\n');
}

export function writeDocs(table) {
  const text = readFileSync(document, 'utf8');
  if (!marked.test(text)) throw new Error(`${document} has no place for the scenarios.`);
  writeFileSync(
    document,
    text.replace(marked, (_, begin, end) => `${begin}\n${table}\n${end}`),
  );
}

/** One tool's facts in words; figures that depend on the machine's pace are words, too. */
export function cell(facts, { scenario }, who) {
  const rough = scenario[who].complete === 'some';
  const parts = [
    ends(facts.ends),
    facts.calls === 0 ? 'nothing called' : users(facts, scenario.wanted.length, rough),
    blame(facts),
    facts.keys > 0 ? 'its API key is left behind' : '',
    facts.twice.length > 0 ? 'a user is linked twice' : '',
    facts.secret === undefined ? '' : leftInSecret(facts.secret),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

const words = { 'goes on': 'does not end: stopped', SIGTERM: 'SIGTERM', SIGKILL: 'SIGKILL' };

function ends(codes) {
  return codes.map((code) => words[code] ?? `exit ${code}`).join(', then ');
}

function users({ complete, partial }, total, rough) {
  if (total === 0) return '';
  if (rough) return `some of ${total} users complete`;
  const half = partial.length === 0 ? '' : `, ${partial.length} incomplete`;
  return `${complete.length} of ${total} users complete${half}`;
}

/** Who is to blame, where it is told. */
function blame({ ends: codes, named, reason }) {
  if (codes.at(-1) === 0 || codes.at(-1) === 'goes on') return '';
  if (named.length > 0) return 'names who failed';
  return `says \`${reason.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

function leftInSecret(keys) {
  const names = keys.map((key) => key.split('@')[0]).join(', ');
  return `the secret holds ${names === '' ? 'nothing' : names}`;
}
