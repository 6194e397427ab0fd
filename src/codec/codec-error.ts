import { codecFailures } from '../domain/failures/codec-failures';

export type CodecCode = keyof typeof codecFailures;

/** Why a payload could not be encrypted or decrypted; names ids of keys, variables and files, never what they hold. */
export class CodecError extends Error {
  /** Its name is its code, for that is what Temporal makes the type of a failure. */
  override readonly name: CodecCode;
  readonly code: CodecCode;
  readonly remedy: string;

  constructor(code: CodecCode, message: string) {
    super(message);
    this.name = code;
    this.code = code;
    this.remedy = codecFailures[code].remedy;
  }
}
