import { createRefusals } from '../connection/refusal';

/** Error bodies are words that may hold anything: none of them is ever shown. */
export const {
  error: idmgmtError,
  unexpectedStatus,
  parseBody,
} = createRefusals({
  name: 'the identity management',
});

/** What a 403 lacks. */
export const rights = {
  read: 'the account needs a role that may read users and teams',
  write: 'the account needs the role Administrator of the team, or ClusterAdministrator',
  remove: 'the account needs the role ClusterAdministrator',
} as const;
