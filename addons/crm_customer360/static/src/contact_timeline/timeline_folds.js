import { rowDate } from "./timeline_dates";

/**
 * Rows that say one thing together stand as one, its other rows folded away:
 * the events of one campaign mail, changes of one document in quick succession,
 * the messages of one conversation. Folding looks at all rows loaded so far, so
 * what goes on with the next page grows; no row is ever dropped.
 */

/** How far a recipient went; what is not listed counts as the mere start. */
const CAMPAIGN_STEPS = ["sent", "sent_sms", "bounced", "opened", "clicked", "replied"];

/** What people said to each other; never taken for a change. */
const TALK_CHANNELS = ["email", "note", "sms", "chat", "messenger"];

const CHANGE_NATURES = ["information", "transaction", "system"];

const HOUR = 3_600_000;

/** Silence after which the same subject is another conversation. */
const CONVERSATION_GAP = 30 * 24 * HOUR;

/** "Re:", "Fwd:" and what mail programs write for them in our languages. */
const REPLY_PREFIX = /^\s*(?:(?:re|aw|sv|vs|ats|atb|fw|fwd|wg|per|pers|par|nos)\s*(?:\[\d+\])?\s*:\s*)+/i;

/**
 * @param {Object[]} rows newest first
 * @param {Object} [options]
 * @param {boolean} [options.conversations] whether messages are folded too
 * @returns {{ key: string, kind: "row" | "campaign" | "changes" | "conversation", row: Object, more: Object[] }[]}
 *  in the order of their heads; `row` is the head, `more` the rows behind it, newest first
 */
export function foldRows(rows, { conversations = true } = {}) {
    const folds = new Map();
    collectCampaigns(rows, folds);
    if (conversations) {
        collectConversations(rows, folds);
    }
    collectChanges(rows, folds);
    const items = [];
    for (const row of rows) {
        const fold = folds.get(row);
        if (!fold) {
            items.push({ key: `row-${row.id}`, kind: "row", row, more: [] });
        } else if (fold.head === row) {
            const more = fold.rows.filter((other) => other !== row);
            items.push({ key: `${fold.kind}-${fold.key}`, kind: fold.kind, row, more });
        }
    }
    return items;
}

function addFold(folds, kind, rows, head = rows[0]) {
    if (rows.length > 1) {
        // The key must outlive older rows that join: it is that of the newest.
        const fold = { kind, key: rows[0].id, rows, head };
        rows.forEach((row) => folds.set(row, fold));
    }
}

function collectCampaigns(rows, folds) {
    const mails = new Map();
    for (const row of rows.filter(({ channel, key_id }) => channel === "campaign" && key_id)) {
        const key = [row.source, row.key_id, row.partner.id].join();
        mails.set(key, [...(mails.get(key) || []), row]);
    }
    for (const mail of mails.values()) {
        const step = ({ event }) => CAMPAIGN_STEPS.indexOf(event);
        const head = mail.reduce((best, row) => (step(row) > step(best) ? row : best));
        addFold(folds, "campaign", mail, head);
    }
}

function collectConversations(rows, folds) {
    const threads = new Map();
    for (const row of rows) {
        const thread = threadOf(row);
        if (!thread || folds.has(row)) {
            continue;
        }
        const open = threads.get(thread);
        if (open && time(open.at(-1)) - time(row) <= CONVERSATION_GAP) {
            open.push(row);
        } else {
            addFold(folds, "conversation", open || []);
            threads.set(thread, [row]);
        }
    }
    threads.forEach((thread) => addFold(folds, "conversation", thread));
}

/** What a message belongs to: its document, on a contact's own page its subject; false for other rows. */
function threadOf({ channel, nature, res_model: model, res_id: id, title }) {
    if (!TALK_CHANNELS.includes(channel) || nature === "system") {
        return false;
    }
    if (model !== "res.partner" && model !== "mail.message") {
        return `${model},${id}`;
    }
    const subject = title.replace(REPLY_PREFIX, "").trim().toLowerCase();
    return subject && `subject,${subject}`;
}

function collectChanges(rows, folds) {
    let run = [];
    for (const row of rows.filter((one) => !folds.has(one))) {
        const last = run.at(-1);
        if (!last || !isSameMatter(last, row)) {
            addFold(folds, "changes", run);
            run = [];
        }
        run.push(row);
    }
    addFold(folds, "changes", run);
}

function isSameMatter(newer, older) {
    return (
        [newer, older].every(isChange) &&
        newer.res_model === older.res_model &&
        newer.res_id === older.res_id &&
        // A contact is no matter: only what one source says about them belongs together.
        (newer.res_model !== "res.partner" || newer.source === older.source) &&
        newer.all_day === older.all_day &&
        time(newer) - time(older) <= HOUR
    );
}

function isChange({ channel, nature }) {
    const isTalk = TALK_CHANNELS.includes(channel) && nature !== "system";
    return !isTalk && channel !== "campaign" && CHANGE_NATURES.includes(nature);
}

function time(row) {
    return (row.date.toMillis ? row.date : rowDate(row)).toMillis();
}
