import { codecFailures } from './codec-failures';
import type { FailureFact } from '../systems/failure-fact';

/** The part of the catalogue that is about commands: errors between a command and Temporal, or in how it was asked. */
export const commandErrors = {
  INVALID: {
    retry: 'never',
    cause: 'The command, its input, or the environment is not valid; nothing was called.',
    remedy: 'Mend what the message names; onboard COMMAND --help shows what is understood.',
  },
  UPDATE_REFUSED: {
    retry: 'never',
    cause: 'A run refused an update that was sent to it: its argument is wrong, or does not fit the state of the run.',
    remedy: 'Mend what the message names, and send it again; nothing was changed.',
  },
  TEMPORAL_UNREACHABLE: {
    retry: 'few',
    cause: 'Temporal did not answer in time.',
    remedy: 'Check that Temporal runs at this address and that its TLS settings fit. Runs go on.',
  },
  TEMPORAL_DENIED: {
    retry: 'never',
    cause: 'Temporal refused the API key or the client certificate, or does not allow this call.',
    remedy: 'Check the API key or client certificate, and that it may use this namespace.',
  },
  TEMPORAL_MISCONFIGURED: {
    retry: 'never',
    cause: 'The connection settings of Temporal cannot be read or used.',
    remedy: 'Correct the name of the profile, the TEMPORAL_* variables, or the profile file that they name.',
  },
  TEMPORAL_NAMESPACE_UNKNOWN: {
    retry: 'never',
    cause: 'Temporal has no such namespace.',
    remedy: 'Correct the namespace that is named (TEMPORAL_NAMESPACE), or create it.',
  },
  TEMPORAL_FAILED: {
    retry: 'never',
    cause: 'Temporal answered with an error of its own.',
    remedy: 'See the log of the Temporal server; give the command again.',
  },
  SEARCH_ATTRIBUTES_MISSING: {
    retry: 'never',
    cause: 'The namespace lacks search attributes that runs are found by.',
    remedy: 'Register them once: onboard setup',
  },
  NO_WORKER: {
    retry: 'few',
    cause: 'No worker answered for an open run.',
    remedy: 'Start a worker (onboard worker): the run waits for one.',
  },
  WORKFLOW_STUCK: {
    retry: 'never',
    cause: 'The tasks of a workflow keep failing: the worker cannot carry on with it, so it stands still.',
    remedy:
      "See why in the workflow's history (Web UI) and in the worker's log, and deploy a mended worker: the workflow goes on by itself. If nothing helps: temporal workflow terminate.",
  },
  RUN_NOT_FOUND: {
    retry: 'never',
    cause: 'Temporal knows no such run.',
    remedy: 'See onboard list; a closed run is forgotten after the retention time of the namespace.',
  },
  USER_NOT_FOUND: {
    retry: 'never',
    cause: 'The run has no user with this id or key.',
    remedy: 'Name a user of that run, by id or key; --run names an earlier run of the tenant.',
  },
  PAGE_NOT_FOUND: {
    retry: 'never',
    cause: 'The list has no page with this token: it belongs to another list, or to another server.',
    remedy: 'Give the command that the page before printed, with the same filters; or begin with the first page.',
  },
  RUN_WITHOUT_RESULT: {
    retry: 'never',
    cause: 'The run has no result: it is open, or it failed as a whole.',
    remedy: 'Follow an open run with onboard watch; of one that failed, onboard status says why.',
  },
  RUN_REFUSED: {
    retry: 'never',
    cause: 'What was asked does not fit the state of the run.',
    remedy: 'See the state of the run: onboard status',
  },
  OUTPUT_LOST: {
    retry: 'few',
    cause: 'What the command had to say could not be written to standard output: a disk is full, as a rule.',
    remedy: 'Make room where standard output goes, and give the command again: what was done is not done twice.',
  },
  TEMPORAL_CLI_MISSING: {
    retry: 'never',
    cause: 'The Temporal CLI, which the embedded mode runs, was not found and could not be fetched.',
    remedy: 'Install it and name it in ONBOARD_TEMPORAL_CLI, or name a Temporal server (TEMPORAL_ADDRESS).',
  },
  TEMPORAL_NOT_STARTED: {
    retry: 'never',
    cause: 'The embedded Temporal server did not start.',
    remedy: 'See what the message says of it; the log of the server is in the state folder.',
  },
  STATE_FOLDER_BUSY: {
    retry: 'few',
    cause: 'Another process works on the state folder and did not finish in time.',
    remedy: 'Give the command again when it has ended, or name another state folder (ONBOARD_STATE_DIR).',
  },
  STATE_FOLDER_UNUSABLE: {
    retry: 'never',
    cause: 'The state folder cannot be used.',
    remedy: 'Correct what the message names, or name another state folder (ONBOARD_STATE_DIR).',
  },
  ...codecFailures,
} as const satisfies Record<string, FailureFact>;

export type CommandErrorCode = keyof typeof commandErrors;
