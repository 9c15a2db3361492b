"""Phrases of Lithuanian business letters; see ``tone_lexicon`` for how they are written.

A Lithuanian verb carries its negation ("neveikia", does not work), so the negated verbs are cues of their own and
"be problemų" (without problems) stands here as a phrase that counts for nothing.
"""

from __future__ import annotations

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        abejing*, absurd*, apgailestauj* kad ~ jus|rekomendav*|uzsak*|pirk*|pasirink*, apgaudin*, apgaul*, apgav*,
        aplaid*, arogant*, atlygin* ~ nuostol*|zal*, atmestin*, atsibod*, bardak*, blog* aptarnav*, bloga kokyb*,
        bloga patirt*, chamisk*, cirkas, daugiau ~ nebepirk*|neuzsakysi*|nepirk*, delsiat*, delsima*, erzin*,
        grazinkite ~ pinig*, grubiai, grubus*, ieskosim* kit*, ignoruo*, kaip nera taip nera,
        kantryb* ~ baig*|truk*|seng*, kiek galima, kreipsim* ~ teises*|tarnyb*|vartotoj*|teism*|kit* tiekej*,
        kreipsim* ~ teism*, melag*, meluoj*, musu klient* skundz*, ne is vietos, neadekvac*, neatsaking*,
        nebebendradarb*, nebepirk*, nebeuzsakysim*, negali ~ arba nenori, nekokybisk*, nekompeten*, nekreip* ~ demes*,
        nemandag*, nepagarb*, nepakenciam*, nepatenkint*, nepriimtin*, neprofesional*, nervin*, nervu,
        nesam patenkint*, nesame patenkint*, nesamon*, nesazin*, nesu patenkint*, netesyb*, netoleruotin*, nu aciu,
        nusibod*, nusivil*, nusivyl*, nuskriaus*, nutraukiam* ~ sutart*, nutrauksim* ~ sutart*, pabod*,
        palieka noreti geresn*, papiktin*, pasipiktin*, pasiput*, pasityc*, pateik* skund*, piktin*, prast* aptarnav*,
        prasta kokyb*, rezultat* nul*, rezultatas nulis, siaubing*, skunda, skundziam*, skundziu*, sokiruo*,
        susigrazinti savo pinig*, tai rimtai, teisinink*, tragedij*, tycioj*, zalos atlyginim*, zemos kokybes,
        zodziu nera
    """,
    # Said almost outright.
    1.5: """
        cia jau per daug, jau per daug, ne itin patenkint*, nenormalu, vartotoju teisi*, vvtat
    """,
    # A fact that went wrong.
    1.0: """
        antr* kart* ~ is eiles, antr* ~ savait* ~ lauk*, apdauz*, apdraskyt*, apgadin*, aplamdyt*, aprudij*, aptirp*,
        atidelio*, atples*, atsakym* nera, atsakymo negav*, atsisak* priimti, atsisak* ~ darb*, atsisakete,
        atsisakot* priimti, atsisakot* ~ grazin*, atsove, baisu, baud* ~ taik*, be atsakym*, be ~ paaiskinim*,
        bent galejot*, bjaur*, broka*, brokuot*, chaos*, dar kart* ~ klaus*|prim*|pras*, defekt*, dega termin*, dingo,
        dingst*, dingsta, dvigubai ~ nuskaic*|nuskaitet*|apmokest*, dvokia, gaila kad, geda,
        gedim*|defekt*|klaid*|problem*|trukum* nera|nebuvo ~ pasalint*|istaisyt*|sutvarkyt*|isspresta*|pataisyt*,
        gedinga, gedos, gend*, grazinkite, iki siol, ilenkt*, ilgai lauk*,
        ilgiau|veliau|brangiau|kitaip|daugiau nei ~ nurodyt*|sutart*|zadet*|zadejo*|tart*|sakyt*, is oro, isbluk*,
        iskil*, ismet* pus*, isved* i, itruk*, jau antr* kart*,
        jau antr*|treci*|kelint*|ketvirt*|dvi|tris|dvieju|2|3|4|5|6 ~ savait*|menes*|dien*|kart*|para*,
        jau ~ dien* ~ lauk*, jokio atsakym*, jokio paaiskinim*, jokios reakcij*, jusu kalt*, jusu klaid*,
        kain* pakel*, kartus ~ rasi*|skambin*|kreip*|klaus*|pras*, keista kad, kelint* kart*, ketvirt* kart*,
        kiek dar laukti|galima, kiek laukti, kita nei, klaida ~ saskait*, klaidin*, kreiv*, kur dingo,
        lauk* ~ vis* diena, laukem nuo, laukiam nuo, laukiam* jau, laukiam* nuo, laukiau jau, laukiau nuo, laukiu jau,
        laukiu nuo, lig siol, liudna kad, luzinej*, luzo, luzta, mirga, ne pirm* kart*, ne prie to, ne ta, ne ta dydi,
        ne ta*, ne tam, ne tas, ne tas*, ne ten, ne tok*, ne toki*, ne tuos, ne vieno atsakym*, ne*ete, ne*jote,
        neateina, neatej*, neatitiko, neatitink*, neatkeliav*, neatlik*, neatras*, neatsak*, neatsiklaus*,
        neatsiliep*, neatsipras*, neatsiunt*, neatsiust*, neatvaz*, neatvez*, neatvyk*, nebeimanom*, nebesulauk*,
        nebeveik*, nebuvo gaut*, negalejo* pasinaudoti|naudotis, negalim* dirbti, negalim* prisijungti,
        negalioja ~ nors, negaliu dirbti, negaliu prisijungti, negaunam*, negaunu, negavau, negavom*, negriz* pinig*,
        neinformav*, neisijung*, neispej*, neissiunt*, neissiust*, neissprend*, neissprest*, neistais*, neivykd*,
        nekelia, neleidz*, nenori*, nepadar*, nepadaryt*, nepaded*, nepadej*, nepagrist*, nepakeit*, nepasirod*,
        nepaskambin*, nepataisyt*, nepavyk* prisijung*|prisiskambin*|susisiek*, neperskambin*, nepranes*, nepriim*,
        nepristat*, nepritaik*, nera atsakym*, nereaguo*, nerealu, nesaziningai, nesilaik*, nesilaikot*, nesitikej*,
        nesitikiu, nesprend*, nesulauk*, nesuprantu uz ka, nesusisiek*, nesutais*, nesutvark*, nesvar*, net ne*,
        neteising* ~ saskait*, netekom* ~ uzsak*|klient*, netesej*, netink* nors, netinkam*, netvarka*, neuzsakiau,
        neuzsakinej*, neuzsidar*, neuzsived*, neveike, neveikia, neveikiant*, niekas neisp*, niekas nepaaisk*,
        niekas nesikeic*, nors ~ pras*, nors ~ zadej*|sutar*|susitar*|nurod*|tar*, nuo ~ lauk* ~ atsakym*, nuostol*,
        nurodyt* ne ta*, nusilup*, nuskaiciav*, nuskaitet* ~ pinig*, pakartotinai ~ prim*|pras*, pakel* kain*,
        paliko ~ lauk*|gatv*|liet*, pamest*, pamete, pasibaigusi* galioj*, paskutinis lasas, paslept* mokes*,
        pavelav*, pavelu*, pazad* ~ netes*, pazeid*, pazeist*, pelij*, penkt* kart*, per brang*, per daug, perdeg*,
        permoke* del jus*, pinigai ~ negriz*, pinigu ~ negav*, pinigu ~ nera, plyso, plysta, pradingo,
        praejo ~ savait*|menes*|dien*, praejus* ~ savait*|menes* ~ ne*, praleist* termin*, pranesete kad ne*,
        praplys*, praradom*, prastov*, pretenzij* ~ pateik*|del, priestarauj*, primenu jau, pritaikyt* nebuvo,
        privalejot*, purvin*, ragel*, rasem* ~ kart*, rasiau ~ kart*, reklamacij*, rudij*, saskait* ~ klaid*,
        saskait* ~ neteising*, savavalisk*, savival*, savivaliauj*, siuntinej*, skambinau ~ kart*, skambinom* ~ kart*,
        smarv*, smirdi, sprog*, strigo, stringa, stumdo*, su klaid*, subraiz*, subyrej*, sudauz*, sudeg*, sugad*,
        sugedo, sugedus*, sugedus* po, sugenda, suiro, sulauz*, sulin*, suluz*, sumais*, supain*, supelij*, suplesyt*,
        suplys*, surudij*, suskil*, sutart* ~ nesilaik*|pazeid*, teko ~ samdyti|ismesti|laukti|pirkti,
        telefono nekel*, termin* ~ praej*|pazeis*|nesilaik*, triuksm* ~ neimanom*, truko, truksta,
        trumpiau|maziau|blogiau nei ~ nurodyt*|sutart*|zadet*|zadejo*|tart*|sakyt*, turejau ~ pats|pati, tylite,
        uzdels*, uzstrig*, uztruko ~ menes*|savait*, uzvilkin*, vel ir vel, velav*, velavim*, veltui ~ lauk*, veluo*,
        veluojat*, vienasalisk*, vietoj uzsakyt*, vilkin*, vis dar lauk*, vis dar ne*, vis dar negav*
    """,
    # Most likely one.
    0.7: """
        antra karta, be interneto|rysio|elektros|sildymo|vandens|siluma*, demet*, ir vel, kada pagaliau,
        leidzia vandeni, nebe pirm* kart*, nebera, neimanom*, nepaisant, neteising*, netenk*, nezinia,
        nuskait* pinig*, palikom* be, prase* ~ gav*|atsiunt*|atvez*, skyle*, susitarem* del, susitarem* ~ kit*,
        susitrauk*, teko ~ laukti, trec* kart*, tylos, uzsake* ~ gav*|atsiunt*|atvez*, varva, veltui, vengia*
    """,
    # Hints, which need another one beside them.
    0.5: """
        3 kart*, 4 kart*, 5 kart*, apskritai, atidejo*, atideta, atsaukete, be reikalo, bed*, blogiau nei, dar ne*,
        dar nera, dar viena savaite, daug kartu, du kartus, dukart, gedim*, ilgiau nei, is eiles, isjungt*,
        isspreskit*, istaisyk*, jus ne*, kaip suprasti, kaip tai, kas kart*, kas vyksta, kaskart, keliolikt* kart*,
        kelis kartus, keturis kartus, kiekvien* kart*, kit* tiekej*, kitaip nei, klaid*, kodel, kompensac*,
        kompensuok*, konkurent*, kur ~ siunt*|prek*|uzsakym*|meistr*|pinig*, liaukit*, liudn*, maziau nei, ne*avo,
        ne*ejo, nedelsdam*, nedelsiant, negalioja, negu anksciau, nei anksciau, nepatog*, nepavyko, nerandat*, nerim*,
        nesklandum*, nesuprant*, nors, nukel*, nukelt*, nuolat, nustok*, pagaliau, pakeitet*, pazad*, pazadejo*,
        pazadet*, penkis kartus, perskaiciuok*, prasem*, prasiau, prastej*, prasteja, pretenzij*,
        pries ~ savait*|menes*, privalot*, priverst*, problem*, pus metu, puse ~ uzsak*|partij*, pusmet*, reikalauj*,
        rezultatas, sakete, sakete kad, sakot, sakote, saunuol*, skiriasi, skol*, skund*, stabdo, stovi, sunk*,
        svetim*, ta pati, tas pats, teka, tik pus*, to paties, toje pacioje vietoje, tris kartus, triuksm*, trukd*,
        trumpiau nei, turbut, turejo buti|atvykti|ateiti|ivykti, tyla, vadov*, vel, vietoj, zadat*, zadejo*, zadet*
    """,
    # Faint hints.
    0.3: """
        deja, jau, nebuvo, nera, niekas, nieko, praejo, teko
    """,
    # Words of the lists above that say nothing here.
    0.0: """
        aciu is anksto, aciu uz supratim*, ar nebuvo, ar skiriasi, ar ~ pazeist* prek*, baigiam* galioj*, be defekt*,
        be klaid*, be nusiskundim*, be priekaist*, be problem*, be velavim*, buvom* ~ be interneto|rysio|elektros,
        dar neaisk*, dar neapsisprend*, dar negalutin*, dar nera sprend*, dar nesprend*, dar nezin*, defekt* nera*,
        dekoj* is anksto, du kartus per, galim* nuostol*, gedim* nebepasitaik*|nepasitaik*|nebuvo|nera, gendan*,
        gera diena, geros dienos, iki siol viskas, is anksto aciu, is anksto dekoj*, jau aisku, jau apmok*, jau gav*,
        jau kit* menes*, jau kit* savait*, jau laik*, jau pataisy*, jau perskambin*, jau ruosiam*, jau sutvark*,
        jei ~ trukst*, jok* nusiskundim*, jok* priekaist*, jok* problem*, kartus per savait*|menes*|metus,
        kelis kartus per, klaid* nera*, klaid* nerad*, klaid* pasitaik*, klausimu nera, klausimu netur*, kuo skiriasi,
        laba diena, mano klaid*, mums truksta, musu klaid*, ne ta kart*, ne tik, ne tik kad, ne*tumete,
        nebera ~ problem*, nebereik*, neimk* i galva, nera uz ka, nerad* savo, nerandu, nereikej*, nesijaudink*,
        nesitikej* tok* ger*|greit*|malon*, neskub*, nespejo*, nesutink* tik,
        neteising* nurodziau|irasiau|ivedziau|uzsakiau, netur* pretenzij*, neturim* klausim*,
        neveikiant* ~ perdav*|atvez*|priduod*, nevelav*, neveluo*, nezinojo*, niekas nekeic*, niekas nepasikeit*,
        niekas neskub*, nieko nereik*, nieko tokio, nieko tokio kad velu*, nuolat ~ perk*|uzsak*|bendradarb*,
        palik* klaid*, pas mus truksta, pateik* pretenzij*, pavelav* apmok*, pavelav* atsak*, pavelav* mokej*,
        pazeist* prek* ~ nuolaid*, per klaida, pirm* kart*, prasem* ~ gavom ~ aciu, pretenzij* nera,
        pretenzij* netur*, problem* nebuvo, problem* nera, problem* ~ issprest*, problem* ~ isspresta*,
        saskait* klaid* nerad*|nera|nebuvo, skubos nera, skund* nera, skund* netur*, skundu skyr*, sugedus* ~ remont*,
        suklyd*, ta pati kaina, ta pati kieki*, tas pats adres*, tris kartus per, trukst* tik, uz skund*, vel veik*,
        velav* atsakyti, veluodam*, veluojam*, veluoju, veluosim*, veluosiu, zodis po zodzio
    """,
    # Thanks and praise.
    -0.5: """
        aciu, dekingi*, dekoj*, dekui, gera*, gerai, maloni*, malonu, nuostab*, operatyv*, patenkint*, patog*, puik*,
        sklandz*, super
    """,
    # Solved, or praised at length.
    -1.0: """
        dziaugiam*, dziaugiuo*,
        gedim*|defekt*|klaid*|problem*|trukum* pasalint*|istaisyt*|sutvarkyt*|isspresta*|pataisyt*, greitai pataisy*,
        greitai sutvark*, greitai ~ pakeit*|atsak*|pristat*, issisprend*, issprend*, isspresta*,
        jau pakeit*|patais*|sutvark*|issprend*|pasalin*, kokybe puiki, labai aciu, labai dek*, labai gera*,
        labai patenkint*, rekomenduos*, sveikin*, uz greit*, uz operatyv*, uz pagalb*, veikia puik*, viska gav*,
        viska sutvark*, viskas atitink*, viskas gerai, viskas puik*, viskas tvark*, viskas veik*
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.2: "mums patiems, mes patys, patys, savo server*, kit* tieke*|gaminto*|imone*",
    0.5: "i servis*, i remont*",
    0.1: """
        atsiprasau, atsiprasom*, del musu kalt*, mes kalti, musu kalte, per klaida, per mus
    """,
    0.3: """
        ar, ar galetumet*, gal galima, gal galite, jei, jeigu, ka daryti, kad ne*, kaip elgtis, kaip pateikti,
        kas atsakingas, kuo skir*, norime isvengti, pries ~ pirk*, siulom*
    """,
    1.0: """
        ar dar ilgai, ar ilgai, ar kas nors pagaliau, ar tikrai, ar ~ apskritai, jei iki, jeigu iki
    """,
}
#: Words that begin a clause of its own.
BREAKS = ("bet", "taciau", "o", "nes", "jei", "jeigu")
#: Words that deny the cue behind them, words that may stand between, words that deny the cue before them.
DENIALS = (
    "be ne nebe nei jok*",
    "jok* kit* didesn* labai",
    "nera nebuvo nebus netur* nerad* nerast* neaptik* nepasteb* nekilo nepasitaik* nebepasitaik* neradom*",
)
