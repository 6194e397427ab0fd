import { inspect } from 'node:util';

const mask = '[secret]';

/** A value that prints as `[secret]` wherever it is printed, logged or turned into JSON. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Open it where it is sent, and keep it nowhere. */
  open(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
