/** What to do about a user whose name belongs to one who is deactivated: contract "yuuvis", section "Order for one user". */
export const onDisabledChoices = ['fail', 'enable', 'reclaim'] as const;
export type OnDisabled = (typeof onDisabledChoices)[number];

/** What to do about a user whom an offboarding disabled, and who is to be onboarded again. */
export const onReturnChoices = ['enable', 'fail'] as const;
export type OnReturn = (typeof onReturnChoices)[number];
