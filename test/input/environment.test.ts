import { processVariables, readEnvironment } from '../../src/input/environment';
import { formatProblems } from '../../src/input/text/problem';

describe('the environment', () => {
  test('is read by name, each variable as what it is', () => {
    const read = readEnvironment({
      ONBOARD_CONFIG: 'onboard.yaml',
      ONBOARD_READABLE_IDS: 'false',
      ONBOARD_LOG_LEVEL: 'debug',
      ONBOARD_METRICS_ADDRESS: '0.0.0.0:9464',
      ONBOARD_HEALTH_ADDRESS: '[::1]:8081',
      HOME: '/nowhere',
    });
    expect(read).toEqual({
      ok: true,
      value: {
        ONBOARD_CONFIG: 'onboard.yaml',
        ONBOARD_READABLE_IDS: false,
        ONBOARD_LOG_LEVEL: 'debug',
        ONBOARD_METRICS_ADDRESS: '0.0.0.0:9464',
        ONBOARD_HEALTH_ADDRESS: '[::1]:8081',
      },
    });
  });

  test('takes a variable that is set to nothing for one that is not set', () => {
    expect(readEnvironment({ ONBOARD_LOG_LEVEL: '', ONBOARD_CONFIG: undefined })).toEqual({ ok: true, value: {} });
  });

  test('is refused when it turns certificate checks off for the whole process', () => {
    const read = readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(read).toMatchObject({ ok: false, problems: [{ path: 'NODE_TLS_REJECT_UNAUTHORIZED' }] });
    expect(readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }).ok).toBe(true);
  });

  test('is refused with every variable that is wrong, by name, without its value', () => {
    const read = readEnvironment({
      ONBOARD_ID_KEY: 'too-short',
      ONBOARD_READABLE_IDS: 'perhaps',
      ONBOARD_LOG_LEVEL: 'loud',
      ONBOARD_METRICS_ADDRESS: '9464',
      ONBOARD_HEALTH_ADDRESS: '127.0.0.1:99999',
    });
    expect(read.ok ? '' : formatProblems(read.problems, 'environment').split('\n')).toEqual([
      'environment: ONBOARD_ID_KEY: must have at least 16 characters',
      'environment: ONBOARD_READABLE_IDS: must be true or false',
      'environment: ONBOARD_LOG_LEVEL: must be one of trace, debug, info, warn, error',
      'environment: ONBOARD_METRICS_ADDRESS: must be host:port, such as 127.0.0.1:9464',
      'environment: ONBOARD_HEALTH_ADDRESS: has a port above 65535',
    ]);
  });

  test('is that of the process unless another is given', () => {
    expect(processVariables()['PATH']).toBe(process.env['PATH']);
  });
});
