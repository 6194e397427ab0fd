import type { DeparturePlan } from '../../domain/run/departure';
import { targetPlace } from '../../domain/run/names';
import { grantInWords, type Plan } from '../../domain/run/plan';
import type { TargetRef } from '../../domain/tenant/target-ref';
import { escapeMarkdown } from './describe-run';

/** What one user gets, in Markdown for the Web UI. */
export function describeOnboarding(target: TargetRef, plan: Plan): string {
  return listOf(`Onboarded to ${targetPlace(target)}`, [
    ['identity providers', plan.identityProviders],
    ['places', plan.memberships.map(({ place, role }) => `${place} as ${role}`)],
    ['roles', plan.roles.map(grantInWords)],
    ['synchronised with', plan.synchronise],
    ['groups', plan.groups],
  ]);
}

/** What one user loses, in Markdown for the Web UI. */
export function describeOffboarding(target: TargetRef, { groups, places, account }: DeparturePlan): string {
  return listOf(`Offboarded from ${targetPlace(target)}`, [
    ['groups', groups],
    ['places', places.map(({ place }) => place)],
    ['account', [account]],
  ]);
}

function listOf(title: string, parts: readonly (readonly [string, readonly string[]])[]): string {
  const lines = parts.filter(([, values]) => values.length > 0);
  return [
    `**${escapeMarkdown(title)}**`,
    '',
    ...lines.map(([name, values]) => `- ${name}: ${escapeMarkdown(values.join(', '))}`),
  ].join('\n');
}
