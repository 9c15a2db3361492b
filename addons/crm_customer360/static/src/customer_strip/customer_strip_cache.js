/** For how long an answer is good enough; whoever goes through ten orders of a customer asks once. */
export const FRESH_MS = 10_000;
const MOST = 50;

const answers = new Map();

/**
 * What is known about a customer, asked for at most once in a few seconds however many forms want it.
 *
 * @param {Object} orm
 * @param {number} partnerId
 * @returns {Promise<Object>} see `res.partner.customer_strip`
 */
export function customerStrip(orm, partnerId) {
    const known = answers.get(partnerId);
    if (known && Date.now() - known.time < FRESH_MS) {
        return known.answer;
    }
    const answer = orm.silent.call("res.partner", "customer_strip", [partnerId]);
    answers.delete(partnerId);
    answers.set(partnerId, { answer, time: Date.now() });
    if (answers.size > MOST) {
        answers.delete(answers.keys().next().value);
    }
    // What failed is asked for again the next time.
    answer.catch(() => answers.get(partnerId)?.answer === answer && answers.delete(partnerId));
    return answer;
}

/** Forget the answers: after a change made here, and between tests. */
export function forgetCustomerStrips() {
    answers.clear();
}
