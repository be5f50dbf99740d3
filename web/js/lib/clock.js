// The time as the server has it: a phone's own clock may be minutes off, and at a fair
// minutes count. Each answer's Date corrects it.
import {useEffect, useState} from './h.js';

let skew = 0;

// Date headers are whole seconds old at most; less than that is no error of the clock.
export function hearServer(date, here = Date.now()) {
    const there = Date.parse(date || '');
    if (!Number.isNaN(there)) skew = Math.abs(there - here) < 2000 ? 0 : there - here;
}

export const serverNow = () => Date.now() + skew;

// Now, drawn again every `seconds`. `rehearse`: a moment to begin at instead, for looking
// at a day that is not today.
export function useClock(seconds = 10, rehearse = '') {
    const start = Date.parse(rehearse || '');
    const [base] = useState(() => ({real: Date.now()}));
    const read = () => (Number.isNaN(start) ? serverNow() : start + Date.now() - base.real);
    const [now, setNow] = useState(read);
    useEffect(() => {
        const tick = () => setNow(read());
        tick();
        const timer = setInterval(tick, seconds * 1000);
        document.addEventListener('visibilitychange', tick);
        return () => { clearInterval(timer); document.removeEventListener('visibilitychange', tick); };
    }, [rehearse]);
    return now;
}
