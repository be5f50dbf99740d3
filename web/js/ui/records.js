// A list page in one piece: heading, filters kept in the address, virtual rows.
import {html, useEffect} from '../lib/h.js';
import {t} from '../i18n.js';
import {list} from '../api.js';
import {usePages, Table, Filters} from './table.js';
import {Empty} from './states.js';

export function Records({plural, query, setQuery, filters = [], columns, href, caption, fixed = {}, sort = 'name', empty, noSearch, pagesRef, active, onActive, rowClass, rowHeight, narrowHeight, onItems}) {
    const names = filters.map((f) => f.name);
    const values = Object.fromEntries(names.filter((n) => query[n]).map((n) => [n, query[n]]));
    for (const f of filters) if (f.send && query[f.name]) { delete values[f.name]; Object.assign(values, f.send(query[f.name])); }
    const order = query.sort || sort;
    const ask = {...fixed, ...values, q: query.q, sort: order, limit: 50, count: 1};
    const pages = usePages((cursor, signal) => list(plural, {...ask, cursor, count: cursor ? undefined : 1}, {signal}), [JSON.stringify(ask)]);
    if (pagesRef) pagesRef.current = pages;
    useEffect(() => { onItems?.(pages.items); }, [pages.items]);
    const narrowed = query.q || Object.keys(values).length > 0;
    return html`<${Filters} q=${query.q} onQ=${noSearch ? undefined : (q) => setQuery({q})} total=${pages.total}
            selects=${filters.map((f) => ({label: f.label, value: query[f.name], options: f.options, onChange: (v) => setQuery({[f.name]: v})}))} />
        <${Table} pages=${pages} columns=${columns} href=${href} caption=${caption} sort=${order} onSort=${(s) => setQuery({sort: s})} active=${active} onActive=${onActive} rowClass=${rowClass} rowHeight=${rowHeight} narrowHeight=${narrowHeight}
            empty=${narrowed ? html`<${Empty} title=${t('list.none_found')} text=${t('list.none_found_text')} />` : empty || html`<${Empty} title=${t('list.empty')} />`} />`;
}
