// A unit as it is printed, from what a keyboard gives: µ for u, raised numbers for powers.
const RAISED = {2: '²', 3: '³'};

export const unitText = (unit) => unit.replace(/\bu(?=[mgLlAVWFHs](?!\p{L}))/gu, 'µ').replace(/(?<!\p{L})([kcdmnµ]?m|s|in|ft)\^?([23])(?![\d.])/gu, (_, of, n) => of + RAISED[n]);
