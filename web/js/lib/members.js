// Participants and meetings of an event to pick from, by what they are called.
import {all} from '../api.js';
import {useLoad} from './load.js';
import {members, slotWords} from './timetable.js';

// For the fields of a form that name participants: what to suggest, how to show an id.
export function useMembers(event, wanted = true) {
    const state = useLoad((signal) => (wanted ? all('participations', {event: event.id}, {signal}) : Promise.resolve([])), [event.id, wanted]);
    const names = new Map((state.data || []).map((p) => [p.id, p.organisation_label || p.id]));
    return {suggest: [...names], show: (id) => names.get(id) || id};
}

// Meetings by name: those that are there, and pairs that wait and have no record yet.
export function findMeeting(mod) {
    const rows = [...mod.meetings.values()].filter((m) => m.status !== 'cancelled').map((m) => ({id: m.id, label: mod.pairName(m), sub: slotWords(mod, m.slot), m}));
    for (const u of mod.unplaced) if (!u.meeting) rows.push({id: `new.${members(u).join('.')}`, label: mod.pairName(u), sub: '', m: {a: u.a, b: u.b, others: u.others}});
    return async (q) => rows.filter((r) => r.label.toLowerCase().includes(q.toLowerCase())).slice(0, 10);
}
