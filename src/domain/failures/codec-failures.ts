import type { FailureFact } from '../systems/failure-fact';

/** The part of the catalogue (failures.ts) that is about encrypted payloads. */
export const codecFailures = {
  CODEC_MISCONFIGURED: {
    retry: 'never',
    cause: 'A key or token of the payload codec cannot be opened, or is not of its kind.',
    remedy: 'Correct the variable or file that the message names (docs/how-to/confidentiality.md).',
  },
  CODEC_KEY_UNKNOWN: {
    retry: 'backoff',
    cause: 'What Temporal stores was encrypted with a key that this process does not have.',
    remedy: 'Add the key that the message names to ONBOARD_CODEC_KEYS, here and in every worker.',
  },
  CODEC_CLEAR_TEXT: {
    retry: 'backoff',
    cause:
      'Something that Temporal stores is in clear text, where only encrypted payloads are taken (ONBOARD_CODEC_STRICT).',
    remedy:
      'Give every process that speaks with Temporal the same ONBOARD_CODEC_KEYS. Where there is something from before the codec, unset ONBOARD_CODEC_STRICT; else find out who writes into Temporal.',
  },
  CODEC_PAYLOAD_TAMPERED: {
    retry: 'never',
    cause:
      'What Temporal stores cannot be decrypted: it was changed, another key has the same id, or it stands in another workflow or namespace than it was encrypted for.',
    remedy:
      'Check that this key id means the same key everywhere; else find out who writes into Temporal, and restore it.',
  },
} as const satisfies Record<string, FailureFact>;
