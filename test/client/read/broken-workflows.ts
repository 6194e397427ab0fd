/** What a worker with a defect carries on with: its tasks fail. */
export function onboardTenant(): Promise<never> {
  return Promise.reject(new Error('a defect'));
}
