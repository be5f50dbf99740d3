// Moments and the clock of a zone, both ways, by Intl alone.
function offsetAt(instant, zone) {
    const parts = new Intl.DateTimeFormat('en-US', {timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric',
        day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'}).formatToParts(instant);
    const p = Object.fromEntries(parts.map((x) => [x.type, Number(x.value)]));
    return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(instant / 1000) * 1000;
}

// "2019-10-28T10:00" on the zone's clock → RFC 3339 in UTC.
export function fromLocal(local, zone) {
    if (!local) return null;
    const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
    if (Number.isNaN(asUtc)) return null;
    let guess = asUtc - offsetAt(asUtc, zone);
    guess = asUtc - offsetAt(guess, zone);
    return new Date(guess).toISOString().replace('.000Z', 'Z');
}

// RFC 3339 → "2019-10-28T10:00" on the zone's clock.
export function toLocal(moment, zone) {
    if (!moment) return '';
    const instant = Date.parse(moment);
    return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 16);
}

export const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
