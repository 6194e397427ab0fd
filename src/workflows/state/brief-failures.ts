/** More failures than these are told in brief: a payload must stay small. */
export const mostInFull = 50;
const briefCharacters = 200;

/** A failure with its message cut. */
export function inBrief<F extends { readonly message: string }>(failure: F): F {
  const { message } = failure;
  if (message.length <= briefCharacters) return failure;
  return { ...failure, message: `${message.slice(0, briefCharacters - 1)}…` };
}

/** Failures, in brief when there are many. */
export function briefFailures<F extends { readonly message: string }>(failed: readonly F[]): readonly F[] {
  return failed.length <= mostInFull ? failed : failed.map(inBrief);
}
