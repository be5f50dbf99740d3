// The one door to the vendored libraries: everything else imports from here.
import {h, render, createContext, createPortal, Fragment} from '../../vendor/preact.mjs';
import {
    useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId, useErrorBoundary,
} from '../../vendor/preact-hooks.mjs';
import htm from '../../vendor/htm.mjs';
import {signal, computed, effect, batch, useSignal, useComputed} from '../../vendor/signals.mjs';

export const html = htm.bind(h);
export {
    h, render, createContext, createPortal, Fragment, useState, useEffect, useLayoutEffect, useRef, useMemo,
    useCallback, useContext, useId, useErrorBoundary, signal, computed, effect, batch, useSignal, useComputed,
};

// Class names from strings and {name: condition} objects.
export function cls(...parts) {
    const out = [];
    for (const part of parts) {
        if (!part) continue;
        if (typeof part === 'string') out.push(part);
        else for (const [name, on] of Object.entries(part)) if (on) out.push(name);
    }
    return out.join(' ');
}
