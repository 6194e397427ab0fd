import { certificateFolder, manage, openStand, read, type Stand } from '../stand';

let folder: Awaited<ReturnType<typeof certificateFolder>>;
let stand: Stand;
beforeAll(async () => {
  folder = await certificateFolder();
});
beforeEach(async () => {
  stand = await openStand({ certDir: folder.dir, seedUsers: 2 });
});
afterEach(() => stand.close());
afterAll(() => folder.remove());

interface Members {
  readonly member: readonly Readonly<Record<string, unknown>>[];
}

const where = (clause: string) => `oslc.where=${encodeURIComponent(clause)}`;
const createKey = (body: unknown = { expiration: -1, userid: 'MAXADMIN' }) =>
  stand.certified.call({ method: 'POST', path: `${manage}/mxapiapikey?ccm=1&lean=1`, body });
const findKeys = async (clause: string) =>
  read<Members>(
    await stand.certified.call({ path: `${manage}/mxapiapikey?ccm=1&lean=1&oslc.select=*&${where(clause)}` }),
  ).member;

describe('API key', () => {
  it('is made once per user: then 400 BMXAA10051E', async () => {
    const made = await createKey();
    const again = await createKey();
    expect([made.status, again.status]).toEqual([201, 400]);
    expect(again.json()).toMatchObject({ Error: { reasonCode: 'BMXAA10051E', statusCode: '400' } });
    expect((await createKey({ expiration: -1, userid: 'MXINTADM' })).status).toBe(201);
    expect((await stand.state()).apiKeys).toBe(2);
  });

  it('is found by its user, with an address that ends in its id', async () => {
    await createKey();
    await createKey({ expiration: -1, userid: 'MXINTADM' });
    expect(await findKeys('userid="MAXADMIN"')).toEqual([
      {
        apikey: expect.stringMatching(/^sim-/),
        userid: 'MAXADMIN',
        expiration: -1,
        href: expect.stringMatching(/^api\/os\/mxapiapikey\/_[\w-]+$/),
      },
    ]);
    expect(await findKeys('userid="NOBODY"')).toBeUndefined();
  });

  it('shows only its address when nothing is selected', async () => {
    await createKey();
    const got = await stand.certified.call({ path: `${manage}/mxapiapikey?lean=1` });
    expect(read<Members>(got).member).toEqual([{ href: expect.any(String) }]);
  });

  it('is deleted once: then 404; it is not accepted any more, and another can be made', async () => {
    const apikey = await stand.apiKey();
    const [key] = await findKeys('userid="MAXADMIN"');
    const path = `/maximo/${String(key?.['href'])}`;
    const remove = () => stand.certified.call({ method: 'DELETE', path: `${path}?ccm=1&lean=1` });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    const group = `${manage}/mxapigroup?lean=1&${where('groupname="MAXADMIN"')}`;
    expect((await stand.certified.call({ path: group, headers: { apikey } })).status).toBe(401);
    expect(await stand.apiKey()).not.toBe(apikey);
  });

  it('refuses a body that is not right, and a user whom Manage does not know', async () => {
    expect((await createKey({ userid: 'MAXADMIN' })).status).toBe(400);
    expect((await createKey({ expiration: -1, userid: 'MAXADMIN', name: 'x' })).status).toBe(400);
    const unknown = await createKey({ expiration: -1, userid: 'NOBODY' });
    expect(unknown.status).toBe(400);
    expect(unknown.json()).not.toHaveProperty('Error.reasonCode');
    expect((await stand.state()).apiKeys).toBe(0);
  });

  it('is refused a query that can not be read', async () => {
    const got = await stand.certified.call({ path: `${manage}/mxapiapikey?${where('userid=MAXADMIN')}` });
    expect(got.status).toBe(400);
  });
});
