import { departures } from '../../src/domain/run/departure';
import { type Leaver, offboard, plannedDeparture } from './departing';
import { onboard } from './onboarding';
import { personNamed } from './outcome';
import { type Stand, startStand } from './stand';
import { conformingSystems } from './systems';

const ada = personNamed('augusta-leaver');
const bob = personNamed('augusta-stayer');
const ways = conformingSystems
  .filter(({ keepsUsers }) => keepsUsers !== true)
  .flatMap((system) => departures.map((how) => ({ name: system.name, how, system })));

describe.each(ways)('$name, by $how', ({ system, how }) => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await startStand(system);
  });
  beforeEach(async () => {
    await stand.reset(ada, bob);
    await stand.leaveLease();
  });
  afterAll(() => stand.close());

  const leaver: Leaver = { person: ada, kind: 'primary', how };
  const onboardBoth = async () => {
    await onboard(stand.worker(), ada, 'primary');
    await onboard(stand.worker(), bob, 'secondary');
  };

  it('who was onboarded departs as planned, alone, and is found gone after that', async () => {
    await onboardBoth();
    const [writes, bystander] = [await stand.writes(), await stand.userIn(bob.id)];
    const wanted = await plannedDeparture(stand.worker(), leaver);
    expect(wanted).not.toEqual([]);
    expect(await stand.writes()).toEqual(writes);
    expect(await offboard(stand.worker(), leaver)).toEqual(wanted);
    expect(await stand.userIn(bob.id)).toEqual(bystander);
    const [state, after] = [await stand.state(), await stand.writes()];
    expect(await offboard(stand.worker(), leaver)).toEqual([]);
    expect(await plannedDeparture(stand.worker(), leaver)).toEqual([]);
    expect(await stand.state()).toEqual(state);
    expect(await stand.writes()).toEqual(after);
  });

  it('who was never onboarded is gone already: nothing is written', async () => {
    await onboard(stand.worker(), bob, 'secondary');
    const writes = await stand.writes();
    const nobody = { ...leaver, person: personNamed('augusta-nobody') };
    expect(await offboard(stand.worker(), nobody)).toEqual([]);
    expect(await stand.writes()).toEqual(writes);
  });
});
