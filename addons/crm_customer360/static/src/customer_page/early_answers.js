/** Milliseconds for which an early answer is as good as a new one: the time a slow browser takes to start. */
const FRESH = 15_000;

/**
 * Calls a method of the server, or takes the answer that was asked for with the
 * page itself (see `views/customer_page_templates.xml`): once, and only if the
 * very same was asked and the server did answer.
 *
 * @param {Object} orm
 * @param {string} model
 * @param {string} method
 * @param {any[]} args
 * @param {Object} [kwargs]
 */
export async function callEarly(orm, model, method, args, kwargs = {}) {
    const early = takeEarly(JSON.stringify([model, method, args, kwargs]));
    if (early) {
        const { result } = await early.catch(() => ({}));
        if (result !== undefined) {
            return result;
        }
    }
    // An error is met once more and told as any other.
    return orm.silent.call(model, method, args, kwargs);
}

function takeEarly(asked) {
    const answers = odoo.crmEarlyAnswers || [];
    const index = answers.findIndex((early) => early.asked === asked);
    if (index < 0) {
        return false;
    }
    const [{ at, answer }] = answers.splice(index, 1);
    return Date.now() - at < FRESH && answer;
}
