/** A user as in a file. */
export function user(name, more = {}) {
  return { email: `${name}@acme.example`, given_name: name, family_name: 'Example', ...more };
}

/** A tenant of one primary user, and secondary ones of these names. */
export function tenant(names) {
  return { primary: [user('ada')], secondary: names.map((name) => user(name)) };
}

/** `user1` to `userN`. */
export function crowd(count) {
  return Array.from({ length: count }, (_, n) => `user${n + 1}`);
}

export function emails(names) {
  return names.map((name) => `${name}@acme.example`);
}
