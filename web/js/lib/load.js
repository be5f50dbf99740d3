// Loading what a page shows: data, error, loading; the last answer stays on the screen
// while the next one is asked for, and an answer that came too late is dropped.
import {useState, useEffect, useCallback, useRef} from './h.js';
import {language} from '../i18n.js';

export function useLoad(ask, deps = []) {
    const [state, setState] = useState({data: undefined, error: null, loading: true});
    const [turn, setTurn] = useState(0);
    const last = useRef(null);
    useEffect(() => {
        const abort = new AbortController();
        const key = JSON.stringify(deps);
        const fresh = last.current !== key;
        last.current = key;
        setState((s) => ({data: fresh ? undefined : s.data, error: null, loading: true}));
        Promise.resolve(ask(abort.signal)).then(
            (data) => { if (!abort.signal.aborted) setState({data, error: null, loading: false}); },
            (error) => {
                if (!abort.signal.aborted && error.name !== 'AbortError')
                    setState((s) => ({data: s.data, error, loading: false}));
            });
        return () => abort.abort();
    }, [...deps, turn, language.value]);
    const reload = useCallback(() => setTurn((n) => n + 1), []);
    const setData = useCallback((change) => setState((s) => ({
        ...s, data: typeof change === 'function' ? change(s.data) : change})), []);
    return {...state, reload, setData};
}

export function useDebounced(value, wait = 250) {
    const [out, setOut] = useState(value);
    useEffect(() => {
        const timer = setTimeout(() => setOut(value), wait);
        return () => clearTimeout(timer);
    }, [value, wait]);
    return out;
}
