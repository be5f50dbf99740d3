// "New since": yesterday, a week ago, or the last visit to the list of matches.
import {me} from '../store.js';

const key = () => `ieum.matches.seen.${me.value?.account.id}`;
const opened = new Map(); // by account: when the list was last looked at before this page was loaded

// The moment of the last visit, null if there was none; from now on this one counts.
export function lastVisit() {
    const k = key();
    if (!opened.has(k)) {
        let before = null;
        try {
            before = localStorage.getItem(k);
            localStorage.setItem(k, new Date().toISOString());
        } catch { /* a browser that keeps nothing: no last visit */ }
        opened.set(k, before);
    }
    return opened.get(k);
}

function daysAgo(n) {
    const day = new Date();
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() - n);
    return day.toISOString();
}

// Moment of a filter's value; undefined for none.
export const sinceMoment = (value) => ({yesterday: () => daysAgo(1), week: () => daysAgo(7), visit: () => lastVisit() || daysAgo(7)})[value]?.();
