import { placeOf } from '../domain/run/names';
import type { NoticeInput } from '../domain/run/notice';

/** The type of the event; a change of its data that breaks receivers gets another number. */
const type = 'tenant-onboarding.run.ended.v1';

export const cloudEventType = 'application/cloudevents+json';

/**
 * A notice as an event in the JSON format (CloudEvents 1.0, "Context Attributes"; JSON Event Format, "Envelope"): `source`
 * and `id` together name it, so that a receiver can drop what was delivered twice.
 */
export function cloudEvent({ id, time, ended }: NoticeInput): object {
  return {
    specversion: '1.0',
    type,
    source: `/tenant-onboarding/${ended.target.system}/${placeOf(ended.target)}`,
    id,
    subject: ended.tenant,
    time,
    datacontenttype: 'application/json',
    data: ended,
  };
}
