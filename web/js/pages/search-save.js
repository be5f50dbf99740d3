// Saving a search: its name, and whether and how soon to be told.
import {html, useState} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {post} from '../api.js';
import {partsOf} from '../lib/search.js';
import {useConceptNames} from '../lib/concepts.js';
import {Button} from '../ui/button.js';
import {Dialog} from '../ui/dialog.js';
import {TextField} from '../ui/field.js';

export const ALERTS = ['none', 'daily', 'at_once'];

export function AlertChoice({value, onChange, name}) {
    return html`<fieldset class="alert-choice"><legend class="field-label">${t('search.alert')}</legend>${ALERTS.map((a) => html`<label class="check" key=${a}><input type="radio" name=${name} value=${a} checked=${value === a} onChange=${() => onChange(a)} /><span><span class="strong">${choice('alert', a)}</span> <span class="muted small">${t(`search.alert_text.${a}`)}</span></span></label>`)}</fieldset>`;
}

// What a search is called if nobody says otherwise: its words and filters.
export function useSearchName(query) {
    const names = useConceptNames([query.concept]);
    const parts = partsOf(query, (id) => names.get(id)?.label).map((p) => p.text.replace(/^‘|’$/g, ''));
    return parts.join(' · ').slice(0, 120);
}

export function SaveDialog({query, onClose, onSaved}) {
    const usual = useSearchName(query);
    const [name, setName] = useState(null);
    const [alert, setAlert] = useState('daily');
    const [errors, setErrors] = useState({});
    const save = async () => {
        const called = (name ?? usual).trim();
        if (!called) { setErrors({name: t('search.name_needed')}); return; }
        try { onSaved(await post('/saved-searches', {name: called, query, alert})); } catch (e) {
            const by = e.byField?.() || {};
            if (!by.name) throw e;
            setErrors(by);
        }
    };
    return html`<${Dialog} title=${t('search.save')} onClose=${onClose} foot=${html`<${Button} label=${t('action.cancel')} onClick=${onClose} /><${Button} primary label=${t('action.save')} onClick=${save} />`}>
        <form class="stack" onSubmit=${(e) => { e.preventDefault(); save(); }}><${TextField} label=${t('search.name')} value=${name ?? usual} required onChange=${(v) => { setName(v || ''); setErrors({}); }} error=${errors.name} />
            <${AlertChoice} value=${alert} onChange=${setAlert} name="alert" /></form><//>`;
}
