/** The same answer for the same key, made once; keys of several parts are the same when they are as JSON. */
export function remember<T, K = string>(make: (key: K) => T): (key: K) => T {
  const made = new Map<string, { readonly value: T }>();
  return (key) => {
    const name = JSON.stringify(key);
    const known = made.get(name);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(name, { value });
    return value;
  };
}
