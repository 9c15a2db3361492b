"""Phrases of Latvian business letters; see ``tone_lexicon`` for how they are written.

A Latvian verb carries its negation ("nestrādā", does not work), so the negated verbs are cues of their own and "bez
problēmām" (without problems) stands here as a phrase that counts for nothing.
"""

from __future__ import annotations

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        absurd*, apbedin*, apkaunoj*, apmanij*, apnicis, apnika, atdodiet ~ naudu, atlidzin* ~ zaudej*|kaitejum*,
        atstaj veleties labaku, augstprat*, bardaks, bardaku, besi, bezatbild*, brak*, briesmig*, cik ilgi vel, cirks,
        drausmig*, esam sasut*, gribu ~ naudu, iesniedz* sudzib*, iesniegt* sudzib*, ignore*, izbeigsim ligum*,
        izsmiek*, jurist* ~ versi*, katastrof*, kliedz*, kompenset zaudejum*, krap*, krapsan*, lausim ligum*,
        lauzisim ligum*, ligum* nepagarinasim, ligumsod* ~ piemer*, maldina*, mekleisim citu, mekles* citu, meli,
        melo*, murgs, musu ~ klienti sudz*, naudas izkras*, naudu atpakal, nav pielaujam*, nav pienemam*,
        neapmierinat*, necien*, neesam ~ apmierinat*, neesmu ~ apmierinat*, neiedomajam*, nejedzib*, nekad vairs,
        neko nepasut*, nekompeten*, nekvalitativ*, nelaip*, nelaujam*, nenormal*, nepatikam*, nepieklajig*,
        nepielaujam*, nepienemam*, neprofesional*, nervu, nervus, nesamerig*, neuztic*, nirg*, nolaidib*,
        oficial* sudzib*, pacietib* ~ beig*|gals|izsik*, partrauksim ~ ligum*|sadarb*, pavirs*, prasu ~ naudu, rupj*,
        sarugtin*, sasutums, sasutus*, sausmig*, slikt* apkalpos*, slikta apkalpos*, slikta kvalitat*,
        slikta pieredz*, sudzamies, sudzesim*, sudzib* iesniegt*, sudzos, trakums, vairak nenak*, vairak nepasut*,
        vairs ~ nepasut*|nepirk*|nenak*, versisimies, versisimies ~ ties*|centr*|ptac|advokat*, vienaldz*, vilies,
        vilos, vilsan*, vilusas, vilusies, zaudejum* atlidz*, zem katras kritikas, zemas kvalitat*
    """,
    # Said almost outright.
    1.5: """
        nav normali, par traku, patertaj* ~ aizsardzib*, ptac
    """,
    # A fact that went wrong.
    1.0: """
        3 reiz*, 4 reiz*, aizdeg*, aizkavej*, aizkaveja*, aizmirsat, apsolija, ar citu, ar klud*, atbild* ~ nav,
        atbild* ~ nesanem*, atbildes nav, atbildes nebija, atbildi neesmu, atcirta, atdodiet, atkal un atkal,
        atkartoti lud*, atlim*, atlob*, atmaksajiet, atplest*, atsakas ~ pienemt, atsakaties, atteicas, atteicas*,
        attieksme, bez atbildes, bez interneta|elektribas|siltuma|sakariem|udens, bez ~ atvaino*, bez ~ bridinaj*,
        bez ~ paskaidroj*, bezjedz*, boja*,
        bojajum*|defekt*|klud*|problem*|trukum* nav ~ noverst*|izlabot*|atrisinat*|salabot*, bojat*, brigade ~ sez,
        brinisk* tresa, cena celta, cenas celt*, ceturto reizi, cik var gaidit, cik vel jagaida|ilgi, cikst,
        cita prece, cita summa, citu precu, defekt*, deform*, deg termin*, derigum* ~ beig*, dika, dikstav*,
        divi rekini, divkars*, divreiz remont*, divreiz ~ nonem*|noskait*|samaks*|ietur*,
        dubult* ~ rekin*|nonem*|maks*|ieskait*, duc, gaid* kops, gaid* ~ dienu, gaid* ~ jau, gaid* ~ vis* dienu,
        gaidam jau, gaidam kops, gaidu jau, gaidu kops, galvojums, gaudo, haoss, iebrauc* musu, ieilg*, ielocit*,
        ieplais*, iesniedz* pretenzij*, iestredz*, ievilc*, ilgi jagaid*, izbalej*, izdil*, iziet no ierind*, izjuk*,
        izjuka, izlij*, izmet no, izmirc*, izsledz*, izsledzas, izvaira*, jau divreiz, jau gaid*,
        jau no ~ janvar*|februar*|mart*|april*|maij*|junij*|julij*|august*|septembr*|oktobr*|novembr*|decembr*,
        jau otr*|tres*|ceturt*|piekt*|divas|tris|2|3|4|5|6 ~ nedel*|menes*|dien*|reiz*,
        jau vairak* ~ nedel*|dien*|menes*, joprojam gaid*, joprojam nav, joprojam ne*, juceklis, kaitin*,
        kartejo reizi, katru menes* ~ vien*|klud*|main*|zvan*, katru nedel* ~ vien*|cit*|skaidr*|zvan*, katru reizi,
        kauns, kaut ~ solij*|lud*|pieteik*, kavej*, kavejas, kavejaties, kavesan*, kavet*, klausuli, klibo, kludain*,
        kludas rekin*, kluse, klusejat, kropl*, kur pazud*, lai gan solij*|sol*|teic*|lud*|atteic*|noradij*|runa*,
        lauzt*, lidz sim nav, lidz sim ne*, ludzam jau, lugts ~ reiz*, mazak neka ~ norunat*|solit*|rakstit*|noradit*,
        naud* ~ nav, nav atbild*, nav atbildej*, nav atmaksat*, nav atnemt*, nav atrisin*, nav atsutit*, nav ienac*,
        nav ieskait*, nav iespejams, nav informet*, nav izdarit*, nav izsutit*, nav mainit*, nav nomainit*,
        nav parskait*, nav paveikt*, nav pienac*, nav salabot*, nav sanemt*, nav sazvan*, nav ta ko, nav tas,
        nav tas ko, nav veic*, nav veikt*, nav ~ atbild*, nav ~ siltum*|udens|internet*|elektrib*|sakar*,
        ne pirma reize, ne pirmo reizi, ne tas, ne to, ne*jat, neatbild*, neatbilda, neatbilst*, neatbrauc*,
        neatmaksa*, neatnac*, neatnak*, neatras*, neatrisin*, neatrodat, neatsauc*, neatsuti*, neatvaino*, neatved*,
        neatvest*, neatzist*, neatzvan*, nebridinaj*, necel, nedarbojas, nedarbojas*, neder* ~ ko, neesam informet*,
        neesam pasutij*, neesam sanem*, neesmu informet*, neesmu pasutij*, neesmu sanem*, negaidij*, negodig*,
        neiedarb*, neierad*, neiesledz*, neiespejam*, neievero*, neinforme*, neizdarij*, neizlabo*, neizpild*,
        neizsuti*, neka ~ norunat*|solit*|rakstit*|noradit*, nekad* atbild*, nekad* reakcij*, neko neatr*, nelaujat,
        nelip*, nemaksasim, nemaksasu, neneem, nenorunat*, nepacel*, nepajautaj*, nepamatot*, nepareiz*, nepasutij*,
        nepaveic*, nepazino*, nepiegad*, nepiekrit*, nepienac*, nepienem*, nepiezvan*, nereage*, nesakartib*,
        nesakrit*, nesalabo*, nesanem*, nesaprotu par ko, nesazin*, neskaitam* reiz*, nespejat, nestrada*, nestradaj*,
        nestradajos*, neticam*, netika noverst*, netika piegad*|izpild*|veikt*|sanemt*|nosut*, netir*, neuzman*,
        nevar ielog*, nevar iesleg*, nevar izmant*, nevar izmantot, nevar sazvanit, nevar stradat, nevar* gaidit,
        nevaram sanemt, nevaram stradat, nevaru ielog*, nevaru sazvanit, nevaru ticet, neveic*, nevelas, nevelejas,
        nevera*, nevien* atbild*, nevienas atbildes, neviens ~ atbildig*, neviens ~ neatbild*, neviens ~ neatbrauc*,
        neviens ~ nebridinaj*, neviens ~ nelabo, neviens ~ nepaskaidro*, neviens ~ nezina, nevis to, nezinos*,
        no gaisa, no nodalas uz nodalu, nodil*, nokavej*, nokavet*, nolob*, nomet* klausuli, nonem* divreiz,
        nopietni ?, noskrap*, noteikum* ~ parkap*, novelot* piegad*|sanem*, noveloti, novit*, nozud*, oz ta,
        pacelt* cen*, pagaja ~ nedel*|menes*|dien*, pagajus* ~ nedel*|menes*|dien*, papildu maks* ~ uzzin*, par dargu,
        par daudz, parkap*, parmaks* jusu, parplis*, parstaj* stradat, parsut* no, pat ne*, patvaligi, pavisam citu,
        pazaudej*, pazaudet*, pazud*, pazus*, pedej* piliens, pelejum*, pieklibo, piekto reizi, piemerot* nebij*,
        pieprasam, plaisa, plaisas, plist, prasam jau, prasam noverst, prasijam, pretenzij* iesnie*, pretrun*, puvis*,
        raust*, reizes ~ rakst*|zvan*|ludz*|prasi*, rekin* ~ klud*, reklamacij*, runa preti, rusa, saboja*, sabruk*,
        saburz*, saciet*, sajauk*, sajukt*, sakalt*, salauz*, saluz*, saluza, samirc*, sapelej*, saplest*, saplis*,
        sapuv*, sarus*, sasal*, sasist*, saskramb*, saskrap*, sazvanit nav|nevar|neizdodas, skibi, skumji, slapj*,
        slept*, sliktak neka ~ norunat*|solit*|rakstit*|noradit*, smaka, smaku, smird*, soda naud*, soda procent*,
        solija ~ bet|tacu, solijumi, svesas, tacu ~ nav, termin* ~ parsnieg*|nokav*|neievero*, traip*, treso reizi,
        truka, trukst, un neviens, uzkaras, uzkaras*, vairakkart*, vairs negaid*, vel aizvien ne*, vel arvien,
        vel jagaida, vel neesam ~ sanem*, vel neesmu ~ sanem*, velreiz atgadin*, velreiz prasu, vienpusej*,
        vieta sanem*, vismaz varej*, zaudej* klient*|pasutij*, zaudejam, zel ka
    """,
    # Most likely one.
    0.7: """
        atgriez* ~ naudu, bija norunat*|sarunat*|solit*, bojajum*, caurum*, diskomfort*, divaini, ka to saprast,
        kad ~ beidzot, klusum*, kur paliek, ludz* ~ sanem*|atved*|atsutij*, neder*, nedrikst, nemaz ne*, nemitigi,
        nepatiksan*, neskaidr*, nespej, netika, nevarat, nezin kad, nonem* naudu, otra nedela, otro dienu,
        otro nedelu, otro reizi, palikam bez, pasutij* ~ sanem*|atved*|atsutij*, sarav*, saravas, spiesti,
        tiek izskatits, tresa diena, tresa nedela, tresa reize, treso dienu, treso nedelu, vairakas reizes, zaudejum*
    """,
    # Hints, which need another one beside them.
    0.5: """
        abas reizes, acimredzot, aizmirs*, aizvien, apsol*, atcelat, atkal, atkartoj*, atlikta, atlikts, atskirib*,
        atslegt*, beidziet, beidzot, bez interneta, bija jabut, bija jasanem, bravo, cetras reizes, cita iemesl*,
        cits cilvek*, cits iemesl*, citu piegadat*, divas reizes, divreiz, gaidijam, gaidiju, grut*, ik reizi,
        isak neka, izlabojiet, izlabot, joprojam, jus ne*, kadel, kapec, kas notiek, kaut, klud*, klusums,
        ko tas nozime, ko ~ darit, kompensac*, konkurent*, kur ~ prec*|sutij*|pasutij*|paka*|naud*|meistar*, lai gan,
        laikam, mainijat, mazak neka, nacas, nav *ts|*ta|*ti|*tas, ne tuvu, ne*ja, nebijat, negrib*, neka ieprieks,
        nekavejoties, neredzam, neredzu, nesaprotu, nevaram, nomainijat, noverst, pagalam, par ko, parada, paradi,
        paradnie*, parads, paradu, parcelta, parcelts, partrauciet, pastavigi, pec kartas, pieprasu,
        pirms ~ nedel*|menes*, prasu, pretenzij*, problem*, pusgad*, regulari, rezultats, sakat, sakaties, salabojiet,
        sarezgij*, savieno, sliktak neka, sliktak*, solij*, solita, solitais, solitas, solits, stav,
        steidzam* skaidroj*, sudzib*, tacu, taja pasa vieta, tapat, tas pats, teicat, tikai pus*, to pasu,
        tris reizes, troksn*, uzzinaj*, vadib*, vainig*, vajadzeja but, vel nav, vel ne*, vel viena nedela, velti,
        vispar, visu laiku
    """,
    # Faint hints.
    0.3: """
        diemzel, izradij*, jau, nav, nebija, nekas, neko, nevar, neviens, puse, pusi
    """,
    # Words of the lists above that say nothing here.
    0.0: """
        aizkavesimies, aizkavesos, atkal strada, bez defekt*, bez iebild*, bez kaves*, bez klud*, bez pretenzij*,
        bez problem*, biju kludij*, bojat* iekart* nodev*, bojat* prec* izpardos*, bojat* precu izpardos*,
        defektu nav, iebild* nav, iespejam* zaudej*, jau aktual*, jau atzvan*, jau gatav*, jau ieprieks paldies,
        jau laik*, jau nakam* menes*, jau nakam* nedel*, jau salab*, jau sanem*, jauku dienu, kavesimies, kavesos,
        kavet* maksaj*, klud* pasi, kludaini samaks*, kludijamies, kludijies, kludijos, kludu nav, kludu neatr*,
        lidz sim viss, mana kluda, mums pazuda, musu kluda, musu vaina, musu ~ kluda, nav atbildes no mums,
        nav atzimet*, nav defekt*, nav klud*, nav ne vain*, nav nepieciesam*, nav par ko, nav paredzet*,
        nav pievienot*, nav planot*, nav problem*, nav saistit*, nav slikti, nav steig*, nav sudzib*, nav vajadz*,
        nebiju gaidij* tik lab*, nedrikst aizmirst, negaidij* tik lab*, neizklausos nepieklajig*, nekad* iebild*,
        nekad* pretenzij*, nekad* problem*, nekad* sudzib*, nekas nekait*, nekas steidz*, nekas traks, nekavejas,
        nekavejies, nekavejieties, neko nevajag, nemaz nav slikti|slikts|slikta, nepiekrit* tikai, nesteidz*,
        nevajadzeja, nevar sagaidit, nevaram sagaidit, neviena ~ bojat*, nokaves* maksaj*, paldies ieprieks,
        paldies jau ieprieks, par atro, pardomaj*, parpratum*, pasu vain*, pazaudeju, pirmo reizi, pretenzij* ~ nav,
        pretenziju nav, problem* pazud*|zudusi|beidz*, problemu nav, problemu nebij*,
        regulari ~ pasut*|iepirk*|sadarb*, reizes nedela|menesi|gada, reizi nedela|menesi|gada,
        rekin* klud* nav|neatr*, rekin* ~ klud* neatr*, saplist viens, sudzibu gramat*, sudzibu nav, sudzibu nodal*,
        vai ~ parcelt, vel nav zinam*|izlem*|lemj*, vel neesam, vel neesam ~ izlem*|lem*, vel neesmu,
        vel neesmu ~ izlem*|lem*, vel nezin*
    """,
    # Thanks and praise.
    -0.5: """
        apmierinat*, brinisk*, erti, erts, garsi*, laipn*, liel* prieks, lielisk*, paldies, pateic*, pateicib*,
        patikam*, skaist*, super
    """,
    # Solved, or praised at length.
    -1.0: """
        apsveicam, atri atrisin*, atrisinaj*, atrisinat*,
        bojajum*|defekt*|klud*|problem*|trukum* noverst*|izlabot*|atrisinat*|salabot*, defekti noversti, ieteiksim,
        ieteiksu, ir atrisin*, izcil*, jau nomain*|salabo*|noverl*|noversa*|atrisina*|izlabo*, liels paldies,
        loti apmierinat*, loti labas, loti labi, par atro palidz*, priecajam*, priecajos, sanemt* pilna apmera,
        sirsnig* paldies, sveicam, teicam*, viss izdev*, viss ka solit*, viss kartib*, viss kartiba, viss lielisk*,
        viss sakrit, viss sanemt*, viss strada
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.2: "mes pasi, mums pasiem, musu pasu, citu piegadat*|razotaj*|uznemum*, cits piegadat*|razotaj*",
    0.5: "uz servisu, servisa, uz remontu",
    0.1: """
        atvainojamies, atvainojiet, atvainojos, mana vaina, musu del, musu vaina, musu vainas del, pasu vainas del,
        piedodiet
    """,
    0.3: """
        ar ko atskiras, cik augst*, cik liel*, cik maksa, ja, ka iesniegt, ka noverst, ka rikoties, kada, kadi,
        ko darit ja, lai ne*, pirms pirk*, vai
    """,
    1.0: """
        ja lidz, ja ~ lidz piektd*|pirmd*|rit*, vai kads beidzot, vai ne, vai tiesam, vai ~ vispar
    """,
}
#: Words that begin a clause of its own.
BREAKS = ("bet", "tacu", "tomer", "jo", "ja")
#: Words that deny the cue behind them, words that may stand between, words that deny the cue before them.
DENIALS = (
    "bez nav nebija nebus ne nekad*",
    "jebkad* nekad* liel* loti",
    "nav nebija nebus neatrad* neatrast* nekonstat* nepaman* neradas nerodas",
)
