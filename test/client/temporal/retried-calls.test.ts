import { Connection, defaultGrpcRetryOptions } from '@temporalio/client';
import { retriedCalls } from '../../../src/client/temporal/retried-calls';

const nobody = '127.0.0.1:1';

it('a call that waits to be tried again ends when its connection is closed', async () => {
  let closed: Promise<void> | undefined;
  const delayFunction = (): number => {
    closed = connection.close();
    return 0;
  };
  const interceptors = [retriedCalls({ ...defaultGrpcRetryOptions(), delayFunction })];
  const connection = Connection.lazy({ address: nobody, interceptors });
  const asked = connection.workflowService.describeNamespace({ namespace: 'default' });
  await expect(asked).rejects.toMatchObject({ code: 1 });
  await closed;
});

it('a call on a connection that was closed is refused', async () => {
  const connection = Connection.lazy({ address: nobody, interceptors: [retriedCalls()] });
  await connection.close();
  const asked = async () => connection.workflowService.describeNamespace({ namespace: 'default' });
  await expect(asked()).rejects.toThrow('shut down');
});
