/** What a 403 of the core API lacks. */
export const coreRight =
  'the superuser needs the right to administer users and workspaces (system and user administration)';
