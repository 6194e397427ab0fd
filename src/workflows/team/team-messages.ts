import { defineSignal } from '@temporalio/workflow';
import { messages } from '../../domain/run/names';
import type { MembershipAnswer, MembershipRequest } from '../../domain/run/team-writing';

/** To a team's writer: a person is to join or leave. */
export const changeRequested = defineSignal<[MembershipRequest]>(messages.changeMembership);
/** To a team's writer: the request of this id is no longer wanted. */
export const withdrawn = defineSignal<[string]>(messages.withdrawMembership);
/** From a team's writer, to who asked. */
export const answered = defineSignal<[MembershipAnswer]>(messages.membershipAnswered);
