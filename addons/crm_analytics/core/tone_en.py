"""Phrases of English business letters; see ``tone_lexicon`` for how they are written.

English negates with words of its own ("not", "never", "no"): what is usual with them stands here as a phrase, for
nothing ("no problem") or as a cue ("did not arrive").
"""

from __future__ import annotations

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        account elsewhere, annoy*, appall*, awful service, bad service, brushed off, cancel ~ contract ~ unless,
        careless, chaos, chaotic, customers ~ complain*, disappointed, disappointing, disaster, disgrace*, disgust*,
        dishonest, dismissive, displeased, dissatisfied, dreadful, expected better, far from happy, fed up, fiasco,
        file ~ complaint, fobbed off, formal complaint, frustrat*, go elsewhere, had to complain, have complained,
        horrible, how hard can it be, how much longer, ignored, ignoring, inadequate, incompeten*, inexcusable,
        kept your word, leaves a lot to be desired, left a lot to be desired, legal action, let down, letting us down,
        lied, lodge ~ complaint, looking elsewhere, losing patience, lot to be desired, making a complaint, mislead*,
        misled, money back, moving elsewhere, neighbours ~ complain*, never again, nightmare, no excuse,
        not acceptable, not exactly, not good enough, not happy, not impressed, not pleased, not satisfied,
        not thrilled, not worth, outrag*, passed around, pathetic, patience ~ running|run|worn, pillar to post,
        poor quality, poor service, poor value, poor workmanship, regret buying, regret ordering, regret recommend*,
        regret signing, ridiculous, round in circles, rude, ruined, scam, shambles, shocking, shoddy, sloppy,
        small claims, substandard, take ~ business elsewhere, terrible, thanks for nothing, trading standards,
        unacceptable, unhappy, unhelpful, unprofessional, unreliable, unsatisfactory, very disappointed, very poor,
        want a refund, want to complain, waste of money, waste of time, wish to complain, worst,
        would like to complain
    """,
    # Said almost outright.
    1.5: """
        below standard, botched, breach, chargeback, ombudsman, subpar, too much to ask, where on earth
    """,
    # A fact that went wrong.
    1.0: """
        2nd time, 3rd time, 4th time, absolute rubbish, again and again, apolog* does not, apolog* is not,
        asked for ~ in, asked ~ times, attitude, automated reply, been asking, been waiting, breaks down, broke,
        broke down, broken, burnt, called|emailed|written|rang|asked|phoned ~ times, came without, can't get ~ answer,
        can't use, cannot get ~ answer, cannot use, charged for ~ not, charged me for, charged twice, charged us for,
        chased, chasing, chipped, compensation, complete rubbish, contradict*, cost us, could at least, could not use,
        couldn't use, crack, cracked, crash*, crashed, crashes, crushed, damage, damaged, days late, dead pixels,
        debit twice, defect*, defective, delayed, delays, demanding ~ refund*|explanation*, dent, dented,
        did not arrive, did not come, did not fix, did not order, did not work, didn't arrive, didn't come,
        didn't even, didn't fix, didn't order, didn't show, didn't work, dispute, do not recognise, does not explain,
        does not match, does not meet, does not pay, does not work, doesn't even, doesn't match, doesn't work,
        don't even, don't recognise, double charged, down again, down for ~ day*|week*|hour*, down since, error codes,
        every single, excuses, failed, fails, failure to, faulty, fifth time, final straw, for nothing, for two days,
        forgotten, fourth attempt, fourth email, fourth time, freezes, had to find out, has not arrived,
        has not been fixed, has still not, hasn't arrived, hasn't replied, have asked, have been asking,
        have not arrived, have still not, have waited, have ~ chase, haven't arrived, haven't heard, haven't replied,
        having to chase, hidden fees everywhere, hours late, hung up, i asked, i demand, i have now, in the dark,
        in vain, incomplete, inconvenien*, incorrect, incorrectly, insane, is not what, jams, joke, keep being,
        keep coming, keep getting, keeps crashing, keeps happening, keeps ~ timing|freezing|breaking|failing|logging,
        kept breaking, last straw, late again, leaking, leaks, left hanging, left without, logs me out,
        lost production, malfunction*, messed up, might have told, missed appointment*, missed delivery, missed slots,
        missing, mistake* ~ invoice, mixed up, month of silence, mouldy, never answer*, never arrived, never called,
        never came, never informed, never rang, never replied, never told, never took place, never turned up,
        no acknowledg*, no answer, no date, no explanation, no one told, no one ~ answer*|replied|call*|help*,
        no point, no reply, no response, no show, no sign of, nobody on call, nobody turned up,
        nobody ~ answer*|replied|call*|told|mention*|help*|kept|seems, none of them, not a single person, not arrived,
        not as agreed, not as described, not be paying,
        not been delivered|shipped|paid|answered|resolved|corrected|repaired|credited|refunded|fixed|updated|processed,
        not been fixed, not been resolved, not been shipped, not come, not delivered, not even, not even a, not fixed,
        not heard, not hearing back, not informed, not kept, not match, not meet, not prepared to, not replied,
        not resolved, not responded, not shipped, not told, not turned up,
        not what ~ order*|agreed|call|expected|promised|paid, not work, not working, nothing has happened,
        nothing here, nothing ~ fixed, nothing ~ shipped, nowhere near, nowhere to be found, nowhere to be seen,
        object to, offline since, on hold for, once again, out of pocket, outage*, over and over, overcharge*,
        overcharged, overdue delivery, paid for ~ received, pay for a lost, peeled, peeling, pointless, quoted one,
        reminded you, renewed ~ without, ripped, rotten, rusted, rusty, same fault, same issue*, same problem*,
        same wrong, scratched, second attempt, second email, shattered, short delivered, should have been,
        should not have to, shouldn't have to, shrank, shrunk, smashed, smells, smudged, smudges, snapped, so much as,
        so much for, so noisy, soaking, someone who can, speak to a manager, stained, stale, standing idle,
        still has not, still hasn't, still have not, still haven't, still no, still not, still waiting, stop sending,
        stopped working, substituted, surcharge until, taken ~ twice, third attempt, third email, time after time,
        time and again, times now, times out, to chase you, to no avail, too expensive, too noisy, took my|our money,
        torn, twice this month, unanswered, unresolved, upset, useless, waited ~ weeks|months|days|hours,
        waiting for over, waiting since, warped, was due ~ and, was not the, was not ~ ordered, was promised,
        we demand, we have asked, weeks late, went missing, were promised, why did i, why has nobody, why nobody,
        will not pay, without any paperwork, without ~ asking, without ~ explanation, without ~ notice,
        without ~ telling, without ~ warning, won't start, wont start, worse than, wrong, wrong address, wrong amount,
        wrong article, wrong color, wrong colour, wrong goods, wrong item, wrong one, wrong product*, wrong size,
        yet again, you promised, zero answers|replies|response|help
    """,
    # Most likely one.
    0.7: """
        bent, concerned, concerning, cut off, down for, escalat*, expired, fault, forced to, glitch*, had not been,
        has not been, have not been, have to keep, in the rain, lost, mess, ordered ~ got|received|came|arrived,
        out of date, please refund, previous email*, promised, refuse*, second time, silence, soaking wet, solicitor*,
        stuck, supposed to, switched off, third time, this is too much, was told, we were promised, were told, wet,
        what is going on, what's going on, without success, you failed, you have not, you haven't, you keep, you never
    """,
    # Hints, which need another one beside them.
    0.5: """
        again, another week|month|day of, apparently, at all, at once, barely, cancelled, clearly, competitor,
        complain*, complaint*, constantly, continually, could someone, credit us, days ago, delay, did not, didn't,
        difficult*, doubt, elsewhere, error*, explain*, five times, four times, gap, half a year, half of, half the,
        hardly, honestly, immediately, increase, instead of, is anyone, issue*, it seems, late, louder, many times,
        months ago, never, no one, nobody, not let me|us, numerous times, out of stock, overdue, please advise,
        pls advise, postponed, problem*, promise*, ran out, refund*, reimburse*, rejected, rescheduled, resolved by,
        second month, second week, seriously, several times, should have, since last, since spring, since the update,
        since the ~ st|nd|rd|th, since ~ monday|tuesday|wednesday|thursday|friday|sunday, slower, supposedly,
        than before, third month, third week, three times, trouble, twice, unable to, unless, unsubscribed, was due,
        was not, wasn't, week's notice, weeks, weeks ago, were not, weren't, where are, where is, why, you said
    """,
    # Faint hints.
    0.3: """
        asap, bug*, but not, far from, finally, had to, has been, myself, nothing, said, says, slow, still,
        unfortunately, yet
    """,
    # Words of the lists above that say nothing here.
    0.0: """
        about the delay, about ~ delay ~ weren't|wasn't, accidental damage, again in, again please, any delay*,
        anything missing, as far as ~ concerned, as promised, at our end, back to you, be a little late, be late,
        better than before, by mistake, can't thank, cannot thank, caused by us|me, changed my mind,
        could not be happier, couldn't be happier, damage deposit, damage waiver, damaged stock, data breach,
        defect*|fault*|error*|problem*|issue*|damage ~ remedied|fixed|repaired|resolved|corrected,
        did not expect such good|great, disappointed not to, dispute nothing, don't worry, dont worry, far from the,
        faster than before, first time, great attitude, hardly any, hardly any problem*, high demand, i missed,
        i'll chase, i'm not unhappy, if ~ missing|delayed, if ~ out of stock, is no longer, late payment, late reply,
        looking forward to hearing, lost and found, lost our ~ client, mix up on our, my fault, my mistake, my own,
        never a problem, never had a problem, never mind, no complaint*, no damage, no defect*, no delay*, no doubt,
        no fault*, no hurry, no issue*, no longer ~ problem, no need, no objection*, no problem*, no rush, no worries,
        not a dent, not a problem, not a single hiccup, not bad, not disappointed, not expect such good|great,
        not unhappy, not yet decided, nothing else, nothing is missing, nothing is wrong, nothing missing,
        nothing to complain, nothing was missing, nothing wrong, on our end, on our side, once again thank*,
        order again, our fault, our mistake, our own, rain or shine, ready to complain, refuse collection, run late,
        running late, same again, should we fail, sorry for the slow|late, still planning, still waiting for my,
        thank you again, thanks again, third time ~ order*, times a week|month|year, undercharged,
        wasn't disappointed, we missed, we underpaid, will chase, without any damage,
        without ~ problem*|issue*|hiccup*|delay*|damage
    """,
    # Thanks and praise.
    -0.5: """
        cheers, easy, excellent, fine, glad, good, great, happy, helpful, love, lovely, nice, perfect, pleased,
        thank*, thanks, thx, well done
    """,
    # Solved, or praised at length.
    -1.0: """
        a day early, all fine, all good, already replaced|fixed|repaired|resolved|sorted|corrected, brilliant service,
        excellent service, fixed it, good value, great service, great stuff, has gone, insanely good, many thanks,
        not a single, on time, problem solved, quick answer, quick reply, really happy, recommend you, resolved,
        runs faster, saved our, so quickly, solved, sorted, thank you so much, thanks so much, that fixed it,
        turned it around, very happy, very helpful, very pleased, well handled, will recommend, worked well,
        works great, works now, works perfectly, works well
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.2: """
        ourselves, our own, my own,
        another brand|supplier|vendor|company, other supplier*|brand*|vendor*, previous supplier
    """,
    0.5: "for repair, to the service desk",
    0.1: """
        apologies, apologies for, by mistake, i apologise, my apologies, our apologies, our fault, our mistake,
        sorry for|about|to|we|i, we apologise
    """,
    0.3: """
        any idea, are there ?, before we, can i ?, can we ?, can your ?, do we, do you ?, do your ?, does ?,
        how can ?, how do ?, how long does ?, how to, if, in case, is it normal, is the ?, is there ?, may i ?,
        please disregard, please don't, please ignore, please make sure, should we ?, so that, to avoid, to make sure,
        we regret, what happens, who should ?, will ?, would it ?, would you ?
    """,
    1.0: """
        do you ever, does anyone, does nobody, if this is the, if ~ by monday|friday, is there anyone, why is there
    """,
}
#: Words that begin a clause of its own.
BREAKS = ("but", "however", "although", "because", "if")
#: Words that deny the cue behind them, words that may stand between, words that deny the cue before them.
DENIALS = (
    "no not never without nothing isn't wasn't aren't weren't hasn't haven't didn't doesn't don't won't",
    "any at all been being real major serious single very ever so get",
    "",
)
