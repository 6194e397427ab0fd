/** The variable that lists the keys: `ID=env:NAME,ID=file:PATH`, the first encrypts, all decrypt. */
export const keysVariable = 'ONBOARD_CODEC_KEYS';

/** Set to true, it makes clear text a fault: no payload is taken that was not encrypted with one of the keys. */
export const strictVariable = 'ONBOARD_CODEC_STRICT';
