"""Phrases of Lithuanian business letters; see ``tone_lexicon`` for how they are written.

A Lithuanian verb carries its negation ("neveikia", does not work), so the negated verbs are cues of their own and
"be problemų" (without problems) stands here as a phrase that counts for nothing.
"""

from __future__ import annotations

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        skundziam*, skundziu*, pateik* skund*, skunda, musu klient* skundz*, nusivyl*, nusivil*, nepatenkint*,
        nepriimtin*, neprofesional*, gedinga, geda, siaubing*, baisu, tragedij*, pasipiktin*, piktin*, papiktin*,
        kiek galima, kiek dar, tai rimtai, nesamon*, absurd*, netoleruotin*, nepakenciam*, broka*, brokuot*,
        atlygin* ~ nuostol*|zal*, zalos atlyginim*, nutrauksim* ~ sutart*, nutraukiam* ~ sutart*, kreipsim* ~ teism*,
        kreipsim* ~ teises*|tarnyb*|vartotoj*|teism*|kit* tiekej*, teisinink*, delsiat*, delsima*, nu aciu,
        apgailestauj* kad ~ jus|rekomendav*|uzsak*|pirk*|pasirink*, nebeuzsakysim*, nebepirk*, nebebendradarb*,
        daugiau ~ nebepirk*|neuzsakysi*|nepirk*, ieskosim* kit*, apgaul*, apgav*, melag*, meluoj*, apgaudin*,
        negali ~ arba nenori, atsibod*, pabod*, nusibod*, nervu, nervin*, zodziu nera, kantryb* ~ baig*|truk*|seng*,
        grazinkite ~ pinig*, susigrazinti savo pinig*, bloga patirt*, bloga kokyb*, prasta kokyb*, prast* aptarnav*,
        blog* aptarnav*, ignoruo*, nepagarb*, neadekvac*, chamisk*, grubus*, grubiai, nemandag*, aplaid*,
        atmestin*, netesyb*, tycioj*, rezultat* nul*, rezultatas nulis, ne is vietos, kaip nera taip nera, gedos
    """,
    # A fact that went wrong.
    1.0: """
        veluo*, velav*, velavim*, veluojat*, uzstrig*, uzdels*, uztruko ~ menes*|savait*,
        neatvyk*, neatvaz*, neatvez*, nepristat*, neatsiunt*, neatsiust*, neissiunt*, neissiust*, neatkeliav*, nepasirod*,
        neatej*, neateina, neivykd*, nesilaik*, nesilaikot*, nepadaryt*, nepadar*, neatlik*, nepakeit*, nepataisyt*,
        nesutvark*, neistais*, neissprend*, neissprest*, nesutais*,
        neatsak*, neatsiliep*, neatras*, nepaskambin*, neperskambin*, nesusisiek*, nereaguo*, jokios reakcij*, jokio atsakym*,
        nera atsakym*, atsakym* nera, atsakymo negav*, nesulauk*, nebesulauk*, telefono nekel*, nekelia, ragel*, jokio paaiskinim*,
        be ~ paaiskinim*, be atsakym*, niekas nepaaisk*, niekas neisp*, neinformav*, neispej*, nepranes*, neatsipras*,
        negavau, negavom*, nebuvo gaut*, negaunu, negaunam*, vis dar negav*, pinigu ~ negav*, pinigu ~ nera,
        truksta, truko, dingo, dingst*, pradingo, pamest*, pamete, nebera,
        sugad*, sugedo, sugenda, pazeist*, pazeid*, apgadin*, ilenkt*, itruk*, iskil*, suskil*, sudauz*, suluz*, sulauz*, sulin*,
        subraiz*, apdauz*, aplamdyt*, suplys*, suplesyt*, atples*, suiro, subyrej*, nusilup*, supelij*, pelij*, sugedus*,
        pasibaigusi* galioj*, aptirp*, apdraskyt*, kreiv*, smirdi, dvokia, gend*,
        neveikia, neveike, neveikiant*, nebeveik*, stringa, strigo, luzta, luzo, luzinej*, neisijung*, neuzsidar*, neuzsived*, mirga,
        neatitink*, neatitiko, netink* nors, netinkam*, ne ta, ne tas, ne toki*, ne tok*, ne tuos, ne tas*, ne ta dydi, kita nei,
        supain*, sumais*, neteising*, klaidin*, klaida ~ saskait*, saskait* ~ klaid*, saskait* ~ neteising*, su klaid*,
        nurodyt* ne ta*, ne ta*, ne tam, ne ten, ne prie to, vietoj uzsakyt*, svetim*,
        dvigubai ~ nuskaic*|nuskaitet*|apmokest*, nuskaiciav*, nuskaitet* ~ pinig*, permoke* del jus*, paslept* mokes*,
        per brang*, pakel* kain*, kain* pakel*, nepritaik*, pritaikyt* nebuvo, nepagrist*,
        triuksm* ~ neimanom*, neimanom*, nebeimanom*, negalim* dirbti, negaliu dirbti, negalim* prisijungti, negaliu prisijungti,
        atsisak* priimti, atsisakot* priimti, atsisakot* ~ grazin*, atsisakete, neleidz*, nepriim*, nenori*,
        pazad* ~ netes*, netesej*,
        iki siol, lig siol, vis dar ne*, vis dar lauk*, kiek laukti, ilgai lauk*, jau ~ savait*, jau ~ menes*,
        jau ~ dien* ~ lauk*, lauk* ~ jau, lauk* nuo, laukiam nuo, laukiu nuo, lauk* ~ vis* diena, nuo ~ lauk* ~ atsakym*,
        antr* ~ savait* ~ lauk*, praejo ~ savait*|menes*|dien*, praejus* ~ savait*|menes* ~ ne*,
        trec* kart*, ketvirt* kart*, penkt* kart*, kelint* kart*, keliolikt* kart*, kelis kartus, keturis kartus, penkis kartus,
        tris kartus, 3 kart*, 4 kart*, 5 kart*, daug kartu, nebe pirm* kart*, ne pirm* kart*, jau antr* kart*, antr* kart* ~ is eiles,
        is eiles, kiekvien* kart*, kas kart*, dar kart* ~ klaus*|prim*|pras*, primenu jau, pakartotinai ~ prim*|pras*, pagaliau,
        prasiau, prasem*, nors ~ pras*, nors ~ zadej*|sutar*|susitar*|nurod*|tar*,
        susitarem* ~ o|bet|kita, sutart* ~ nesilaik*|pazeid*, prastov*, nuostol*, netekom* ~ uzsak*|klient*, praradom*,
        pretenzij* ~ pateik*|del, reikalauj*, savavalisk*, savivaliauj*, savival*, vienasalisk*, neatsiklaus*, neuzsakinej*, neuzsakiau,
        baud* ~ taik*, * nei nurodyt*|sutart*|zadet*|zadejo*, bent galejot*, jusu klaid*, jusu kalt*, is oro, dega termin*, be interneto|rysio|elektros|sildymo|vandens|siluma*,
        dingsta, pranesete kad ne*, paliko ~ lauk*|gatv*|liet*, negalioja ~ nors, niekas nesikeic*, privalot*, privalejot*, turejau ~ pats|pati, teko ~ samdyti|ismesti|laukti|pirkti, isved* i, atsisak* ~ darb*, pinigai ~ negriz*, negriz* pinig*,
        apskritai, keista kad, liudna kad, gaila kad, nerealu, nesitikej*, nesitikiu, per daug, bjaur*, nesuprantu uz ka, nesaziningai
    """,
    # A hint that needs another one.
    0.5: """
        zadejo*, pazadejo*, zadet*, pazadet*, vel, nors, kodel, problem*, nesklandum*, bed*, gedim*, nepatog*, nerim*, nesuprant*,
        klaid*, triuksm*, skol*, pazad*, sakete, sakote, sakot, zadat*, tyla, sunk*, nepavyko, kaip suprasti, kaip tai, kada pagaliau,
        kur ~ siunt*|prek*|uzsakym*|meistr*|pinig*, o ~ ne*, bet ~ ne*, vietoj, tik pus*, puse ~ uzsak*|partij*,
        atsaukete, pakeitet*, nustok*, liaukit*, istaisyk*, isspreskit*, perskaiciuok*, kompensac*, kompensuok*, vadov*,
        turbut, saunuol*, rezultatas, prasteja, prastej*, stovi, stabdo, negalioja, trumpiau nei, maziau nei, ilgiau nei, blogiau nei, kitaip nei, sakete kad, pries ~ savait*|menes*, tas pats, to paties, ta pati,
        konkurent*, kit* tiekej*
    """,
    0.3: """
        jau, deja, nera, nebuvo, nieko, niekas, teko, praejo, turejo buti|atvykti|ateiti, tik ~ o
    """,
    0.0: """
        galim* nuostol*, gedim* nebepasitaik*|nepasitaik*|nebuvo|nera, nieko tokio kad velu*, neveikiant* ~ perdav*|atvez*|priduod*, saskait* klaid* nerad*|nera|nebuvo,
        sugedus* ~ remont*, ar nebuvo, nieko nereik*, niekas neskub*, jau laik*,
        be problem*, jok* problem*, nebera ~ problem*, problem* nebuvo, problem* nera, be klaid*, klaid* nera*, klaid* nerad*,
        jok* nusiskundim*, jok* priekaist*, be priekaist*, be nusiskundim*, skund* netur*, skund* nera, be defekt*, defekt* nera*, be velavim*,
        neveluo*, nevelav*, veluosim*, veluosiu, veluojam*, veluoju, velav* atsakyti, veluodam*, pavelav* apmok*,
        trukst* tik, jei ~ trukst*, iki siol viskas, jau gav*, jau aisku, jau perskambin*, jau sutvark*, jau pataisy*, jau apmok*, vel veik*,
        nieko tokio, nesijaudink*, neskub*, skubos nera, skundu skyr*, uz skund*, pateik* pretenzij*, netur* pretenzij*, pretenzij* netur*, pretenzij* nera,
        neturim* klausim*, klausimu netur*, klausimu nera, nebereik*, per klaida, mano klaid*, musu klaid*, palik* klaid*, suklyd*,
        ne tik, ne ta kart*, niekas nekeic*, niekas nepasikeit*, nera uz ka, jau ruosiam*, nerad* savo, nerandu,
        is anksto dekoj*, dekoj* is anksto, aciu is anksto, is anksto aciu, aciu uz supratim*, geros dienos, gera diena, laba diena
    """,
    # Content, thanks, solved.
    -0.5: "aciu, dekoj*, dekui, dekingi*, patenkint*, puik*, nuostab*, super, maloni*, malonu, operatyv*, gera*, gerai, sklandz*, patog*",
    -1.0: """
        viskas gerai, viskas tvark*, viskas veik*, viskas puik*, viskas atitink*, viska gav*, viska sutvark*, isspresta*, issisprend*, issprend*,
        labai aciu, labai dek*, labai patenkint*, dziaugiam*, dziaugiuo*, rekomenduos*, sveikin*, greitai pataisy*, greitai sutvark*,
        greitai ~ pakeit*|atsak*|pristat*, uz greit*, uz pagalb*, uz operatyv*, veikia puik*, labai gera*, kokybe puiki
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.1: "atsiprasau, atsiprasom*, del musu kalt*, musu kalte, per mus, mes kalti, per klaida",
    0.3: """
        jei, jeigu, ar, kas atsakingas, ka daryti, kaip pateikti, kaip elgtis, kad ne*, gal galite, gal galima,
        ar galetumet*, kuo skir*, norime isvengti, pries ~ pirk*, siulom*
    """,
    1.0: "jei iki, jeigu iki, ar ~ apskritai, ar tikrai, ar ilgai, ar dar ilgai, ar kas nors pagaliau",
}
#: Words that begin a clause of its own.
BREAKS = ("bet", "taciau", "o", "nes", "todel", "jei", "jeigu")
