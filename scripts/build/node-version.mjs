const needed = [20, 19];

/** Ends the process, with one clear line, on a Node.js that is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  console.error(`This project needs Node.js ${needed.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(2);
}
