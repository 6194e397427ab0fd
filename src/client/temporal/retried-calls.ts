import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  type GrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type NextCall = Parameters<Interceptor>[1];
type Call = ReturnType<NextCall>;

/** gRPC's code for a call that was given up. */
const cancelled = 1;

/**
 * Tries calls again as the SDK does. The SDK's own interceptor does so from a timer, which throws where nobody catches when
 * the connection was closed meanwhile; here such a call ends as cancelled.
 */
export function retriedCalls(options: GrpcRetryOptions = defaultGrpcRetryOptions()): Interceptor {
  const retried = makeGrpcRetryInterceptor(options);
  return (callOptions, nextCall) => retried(callOptions, unlessClosed(nextCall));
}

/** Whoever makes the first attempt hears what it throws. */
function unlessClosed(nextCall: NextCall): NextCall {
  let attempts = 0;
  return (options) => {
    attempts += 1;
    try {
      return nextCall(options);
    } catch (error) {
      if (attempts === 1) throw error;
      return endedCall(error instanceof Error ? error.message : 'the call could not be made');
    }
  };
}

function endedCall(details: string): Call {
  return {
    start: (metadata, listener) => listener?.onReceiveStatus?.({ code: cancelled, details, metadata }),
    cancelWithStatus: () => undefined,
    getPeer: () => 'closed',
    sendMessageWithContext: () => undefined,
    sendMessage: () => undefined,
    startRead: () => undefined,
    halfClose: () => undefined,
    getAuthContext: () => null,
  };
}
