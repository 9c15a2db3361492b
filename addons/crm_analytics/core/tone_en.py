"""Phrases of English business letters; see ``tone_lexicon`` for how they are written.

English negates with words of its own ("not", "never", "no"): what is usual with them stands here as a phrase, for
nothing ("no problem") or as a cue ("did not arrive").
"""

from __future__ import annotations

NOT = "not|never|didn't|didnt|doesn't|doesnt|don't|dont|isn't|isnt|wasn't|wasnt|hasn't|hasnt|haven't|havent|won't|wont|cannot|can't|cant|couldn't|couldnt|nothing|nobody"

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        formal complaint, wish to complain, want to complain, would like to complain, have complained, had to complain, customers ~ complain*, neighbours ~ complain*, making a complaint, lodge ~ complaint, file ~ complaint,
        disappointed, disappointing, very disappointed, unacceptable, not acceptable, dissatisfied, unsatisfactory, not satisfied, not happy, unhappy, frustrat*, annoy*, fed up, appall*, disgust*, outrag*, shocking, shambles, disgrace*, disaster, ridiculous, insane, joke, pathetic, useless, rubbish, nightmare, worst,
        poor service, poor value, poor quality, very poor, poor workmanship, bad service, terrible, horrible, awful service, dreadful, unprofessional, rude, dismissive, attitude, incompeten*, ignored, ignoring,
        expected better, not good enough, leaves a lot to be desired, left a lot to be desired, lot to be desired, thanks for nothing, how hard can it be, how much longer, patience ~ running|run|worn, losing patience,
        breach, legal action, solicitor*, small claims, trading standards, take ~ business elsewhere, account elsewhere, moving elsewhere, go elsewhere, looking elsewhere, never again, cancel ~ contract ~ unless, compensation, money back, want a refund, demand*, ruined, let down, letting us down, misled, mislead*, scam, dishonest,
        regret signing, regret buying, regret ordering, regret recommend*, kept your word, waste of time, waste of money, not worth, last straw, no excuse, not thrilled, not exactly
    """,
    # A fact that went wrong.
    1.0: """
        delayed, delay, delays, late again, hours late, days late, weeks late, overdue delivery, was due ~ and, never arrived, not arrived, didn't arrive, did not arrive, hasn't arrived, has not arrived, have not arrived, haven't arrived, never came, not come, did not come, didn't come, didn't show, no show, never turned up, nobody turned up, not turned up, no sign of, nowhere to be seen, nowhere to be found, missed slots, missed delivery, missed appointment*, not delivered, nothing ~ shipped, not shipped, not been shipped, nothing here, nothing has happened, nothing ~ fixed, not been fixed, not fixed, not been resolved, not resolved, did not fix, didn't fix, has not been fixed,
        no reply, no response, no answer, no one ~ answer*|replied|call*|help*, nobody ~ answer*|replied|call*|told|mention*|help*|kept|seems, none of them, not a single person, no acknowledg*, so much as, never answer*, never replied, never called, not replied, haven't replied, hasn't replied, not responded, not heard, haven't heard, not hearing back, unanswered, can't get ~ answer, cannot get ~ answer, no explanation, without ~ explanation, without ~ asking, without ~ telling, without ~ notice, without ~ warning, never informed, never told, not informed, not told, automated reply, hung up, on hold for, no one told, not even a, month of silence, silence, forgotten,
        missing, lost, went missing, short delivered, incomplete, without any paperwork,
        damaged, damage, broken, broke, cracked, crack, crushed, dented, dent, scratched, torn, leaking, leaks, ripped, smashed, mouldy, rotten, stale, soaking, wet, in the rain, dead pixels, burnt, peeling, peeled, warped, faulty, fault, defective, defect*, malfunction*, smells, smudges, jams, smudged,
        not working, doesn't work, does not work, did not work, didn't work, stopped working, won't start, wont start, not work, keeps crashing, crashed, crashes, crash*, keeps ~ timing|freezing|breaking|failing|logging, keep coming, kept breaking, breaks down, broke down, failed, fails, failure to, logs me out, error codes, freezes, times out, so noisy, too noisy,
        wrong item, wrong address, wrong size, wrong colour, wrong color, wrong amount, wrong article, wrong one, wrong product*, wrong goods, wrong, incorrect, incorrectly, mistake* ~ invoice, not what ~ order*|agreed|call|expected|promised|paid, is not what, was not ~ ordered, did not order, didn't order, was not the, mixed up, substituted, does not match, doesn't match, not match, not meet, does not meet, not as described, not as agreed, instead of, paid for ~ received,
        overcharged, charged twice, double charged, charged us for, charged me for, charged for ~ not, twice this month, taken ~ twice, debit twice, do not recognise, don't recognise, hidden fees everywhere, never took place, surcharge until, quoted one, too expensive, dispute, object to, not be paying, will not pay, refuse*, renewed ~ without,
        still waiting, still no, still not, still haven't, still hasn't, still have not, still has not, been waiting, have waited, waited ~ weeks|months|days|hours, waiting since, waiting for over, have been asking, been asking, asked ~ times, asked for ~ in, have asked, i asked, i have now, we have asked, promised, was promised, were promised, you promised, have ~ chase, having to chase, should not have to, shouldn't have to, had to find out, to chase you,
        third time, second time, fourth time, fifth time, third email, second email, fourth email, 3rd time, 2nd time, 4th time, third month, second month, three times, four times, five times, several times, many times, numerous times, times now, yet again, once again, over and over, every single, same fault, same problem*, same issue*, same wrong, time and again, again and again,
        standing idle, could at least, might have told, came without, pay for a lost, so much for, for nothing, does not pay, cost us, lost production, left without, for two days, out of pocket, stop sending, should have been, supposed to, were told, was told, speak to a manager, someone who can, not prepared to, no point, not kept, why did i, why nobody, why has nobody, nobody on call, apolog* does not, apolog* is not, does not explain, overcharge*
    """,
    # A hint that needs another one.
    0.5: """
        again, problem*, issue*, trouble, difficult*, why, where is, where are, promise*, you said, apparently, honestly, clearly, supposedly, seriously, not let me|us, twice, weeks, days ago, weeks ago, months ago, since ~ monday|tuesday|wednesday|thursday|friday|sunday, since spring, since last, since the ~ st|nd|rd|th, since the update, week's notice, nobody, no one, never, increase, unless, resolved by, explain*, half the, half of, elsewhere, competitor, late, complaint*, complain*, refund*, cancelled, doubt, sorry but, it seems, is anyone, could someone, pls advise, please advise, instead, unsubscribed, at all, ran out, overdue
    """,
    0.3: """
        still, yet, unfortunately, nothing, said, says, but not, myself, has been
    """,
    0.0: """
        no problem*, not a problem, no issue*, without ~ problem*|issue*|hiccup*|delay*|damage, without any damage, not a dent, no damage, nothing wrong, nothing is wrong, nothing to complain, no complaint*, no fault*, no defect*, nothing is missing, nothing missing, nothing was missing, not a single hiccup, no delay*, no rush, no hurry, no worries, don't worry, dont worry, never mind,
        not bad, can't thank, cannot thank, couldn't be happier, could not be happier, not unhappy, i'm not unhappy, no doubt, no objection*, dispute nothing, nothing else, never had a problem, never a problem, not disappointed, wasn't disappointed, no longer ~ problem, is no longer,
        our mistake, my mistake, by mistake, our fault, my fault, on our side, at our end, on our end, our own, my own, we underpaid, undercharged, we missed, i missed, sorry for the slow|late, late reply, late payment, be late, be a little late, running late, run late, no need, back to you, if ~ missing|delayed, mix up on our,
        still planning, still waiting for my, again please, again in, order again, same again, thanks again, thank you again, once again thank*, looking forward to hearing, accidental damage, disappointed not to, about the delay, about ~ delay ~ weren't|wasn't, lost our ~ client, lift is broken, damaged stock, ready to complain, changed my mind, should we fail, i'll chase, will chase
    """,
    # Content, thanks, solved.
    -0.5: "thank*, thanks, thx, cheers, great, lovely, nice, excellent, perfect, happy, glad, pleased, good, helpful, easy, fine, well done, love",
    -1.0: """
        thank you so much, thanks so much, many thanks, all good, all fine, works well, worked well, works great, works perfectly, runs faster, sorted, solved, resolved, fixed it, that fixed it, problem solved, has gone, very happy, really happy, very pleased, well handled, great service, great stuff, excellent service, brilliant service, good value,
        very helpful, recommend you, will recommend, saved our, turned it around, quick answer, quick reply, so quickly, on time, a day early, works now, insanely good, not a single
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.1: "sorry for|about|to|we|i, my apologies, our apologies, apologies for, apologies, we apologise, i apologise, our mistake, our fault, by mistake",
    0.3: """
        if, does ?, do you ?, do your ?, is there ?, are there ?, can we ?, can i ?, can your ?, may i ?, should we ?, how do ?, how can ?, how long does ?, will ?, what happens, who should ?, would you ?,
        is the ?, is it normal, would it ?, in case, to avoid, so that, before we, how to, do we, any idea, to make sure, please make sure, please don't, please ignore, please disregard, we regret
    """,
    1.0: "if this is the, if ~ by monday|friday, is there anyone, do you ever, why is there, does anyone, does nobody",
}
#: Words that begin a clause of its own.
BREAKS = ("but", "however", "although", "because", "so", "if")
