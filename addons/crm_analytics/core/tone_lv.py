"""Phrases of Latvian business letters; see ``tone_lexicon`` for how they are written.

A Latvian verb carries its negation ("nestrādā", does not work), so the negated verbs are cues of their own and "bez
problēmām" (without problems) stands here as a phrase that counts for nothing.
"""

from __future__ import annotations

CUES: dict[float, str] = {
    # Said outright.
    2.0: """
        sudzos, sudzamies, sudzesim*, iesniedz* sudzib*, iesniegt* sudzib*, sudzib* iesniegt*, oficial* sudzib*, musu ~ klienti sudz*,
        vilies, vilusies, vilusas, vilsan*, vilos, neapmierinat*, nepienemam*, neprofesional*, nepieklajig*, kauns, apkaunoj*, briesmig*, sausmig*, drausmig*,
        sasutums, sasutus*, esam sasut*, katastrof*, absurd*, nejedzib*, cik ilgi vel, cik vel, cik var, nopietni, brak*,
        atlidzin* ~ zaudej*|kaitejum*, zaudejum* atlidz*, kompenset zaudejum*, lauzisim ligum*, lausim ligum*, partrauksim ~ ligum*|sadarb*, ligum* nepagarinasim, izbeigsim ligum*,
        versisimies ~ ties*|centr*|ptac|advokat*, versisimies, tiesa, jurist* ~ versi*, neko nepasut*, nekad vairs, vairs ~ nepasut*|nepirk*|nenak*, vairak nepasut*, vairak nenak*,
        mekles* citu, mekleisim citu, krapsan*, krap*, meli, melo*, maldina*, apmanij*, apnicis, apnika, nervu, nervus, pacietib* ~ beig*|gals|izsik*,
        atdodiet ~ naudu, naudu atpakal, gribu ~ naudu, prasu ~ naudu, slikta pieredz*, slikta kvalitat*, slikta apkalpos*, slikt* apkalpos*, ignore*, augstprat*,
        rupj*, kliedz*, ligumsod* ~ piemer*, soda naud*, nolaidib*, pavirs*, necien*, nelaip*, nepatikam*, neiedomajam*, nelaujam*, nepielaujam*, nesamerig*, skumji, nenormal*
    """,
    # A fact that went wrong.
    1.0: """
        kavejas, kavejaties, kavesan*, kavet*, kavej*, aizkaveja*, aizkavej*, nokavej*, nokavet*, iestredz*, ievilc*, ieilg*,
        neatbrauc*, neierad*, neatved*, neatvest*, nepiegad*, neatsuti*, nav atsutit*, nav izsutit*, neizsuti*, neatnak*, neatnac*, nepienac*, nav pienac*, nav ienac*, nav sanemt*, nesanem*, neesmu sanem*, neesam sanem*,
        neizpild*, neievero*, nepaveic*, nav paveikt*, nav veikt*, nav veic*, neveic*, nav izdarit*, neizdarij*, nesalabo*, neizlabo*, neatrisin*, nav atrisin*, nav salabot*, nav nomainit*, nav mainit*, nav atmaksat*, neatmaksa*,
        neatbild*, nav atbild*, nav atbildej*, atbildes nav, atbildi neesmu, atbildes nebija, nav ~ atbild*, neatzvan*, nepiezvan*, nesazin*, nereage*, nekad* reakcij*, bez atbildes, nav sazvan*, neatsauc*, neatras*, neneem, nepacel*, necel,
        nekad* atbild*, bez ~ paskaidroj*, bez ~ atvaino*, bez ~ bridinaj*, nebridinaj*, neviens ~ nebridinaj*, neviens ~ nepaskaidro*, neviens ~ neatbild*, neviens ~ neatbrauc*, neinforme*, neatvaino*, nepazino*, neviens ~ nezina, neviens ~ nelabo,
        trukst, truka, pazud*, pazus*, pazaudet*, pazaudej*, nozud*,
        saboja*, boja*, bojat*, bojajum*, saplis*, saplest*, atplest*, saluz*, saluza, lauzt*, ieplais*, plaisas, plaisa, saskrap*, noskrap*, saskramb*, ielocit*, izmirc*, slapj*, samirc*, izjuk*, izjuka, nolob*, atlob*, atlim*, sapelej*, pelejum*, puvis*, sapuv*, novit*, sakalt*, saciet*, sasal*, smird*, oz ta, derigum* ~ beig*,
        nestrada*, nedarbojas, nedarbojas*, nestradaj*, nestradajos*, uzkaras, uzkaras*, parstaj* stradat, sabruk*, raust*, izsledz*, izsledzas, nevar iesleg*, neiedarb*, neiesledz*, nelip*, nevera*, skibi, cikst, gaudo, duc, aizdeg*, iziet no ierind*, defekt*,
        neatbilst*, neatbilda, nesakrit*, neder*, nepareiz*, kludain*, kludas rekin*, rekin* ~ klud*, ar klud*, sajauk*, sajukt*, nav tas ko, nav ta ko, nav tas, ne to, ne tas, citu precu, cita prece, svesas, cita summa, ar citu, pavisam citu, nevis to,
        divreiz ~ nonem*|noskait*|samaks*|ietur*, nonem* divreiz, divi rekini, dubult*, parmaks* jusu, slept*, papildu maks* ~ uzzin*, pacelt* cen*, cena celta, cenas celt*, nepamatot*, par dargu, piemerot* nebij*,
        nav iespejams, nevar stradat, nevaram stradat, nevaru ielog*, nevar ielog*, nevaram sanemt, neiespejam*, nevar izmant*,
        atsakas ~ pienemt, atsakaties, atteicas, atteicas*, nelaujat, nepienem*, negrib*, nevelas, nevelejas, neatzist*, 
        joprojam nav, joprojam ne*, vel aizvien ne*, joprojam gaid*, vel jagaida, lidz sim ne*, lidz sim nav, ilgi jagaid*, gaidam jau, gaidu jau, jau gaid*, jau ~ nedel*, jau ~ menes*, jau ~ diena ~ gaid*, gaid* ~ jau, gaid* kops, gaidam kops, gaidu kops, gaid* ~ vis* dienu, gaid* ~ dienu, gaidijam, gaidiju, nevar* gaidit,
        pagajus* ~ nedel*|menes*|dien*, pagaja ~ nedel*|menes*|dien*, otro nedelu, treso nedelu, otro dienu, treso dienu, otra nedela, tresa diena, tresa nedela, jau ~ dienu,
        treso reizi, tresa reize, ceturto reizi, piekto reizi, otro reizi, tris reizes, cetras reizes, vairakas reizes, vairakkart*, neskaitam* reiz*, ne pirmo reizi, ne pirma reize, 3 reiz*, 4 reiz*, abas reizes, jau divreiz, divreiz remont*, katru reizi, katru nedel* ~ vien*|cit*|skaidr*|zvan*, katru menes* ~ vien*|klud*|main*|zvan*, kartejo reizi, pec kartas,
        velreiz atgadin*, velreiz prasu, atkartoti lud*, beidzot, prasijam, ludzam jau, lai gan solij*|sol*|teic*|lud*|atteic*|noradij*|runa*, kaut ~ solij*|lud*|pieteik*,
        apsolija, solija ~ bet|tacu, noteikum* ~ parkap*, parkap*, dikstav*, dika, zaudej* klient*|pasutij*, zaudejum*, zaudejam, pretenzij* iesnie*, iesniedz* pretenzij*, pieprasam, prasam noverst, patvaligi, vienpusej*, nepajautaj*, nepasutij*, neesmu pasutij*, neesam pasutij*,
        neviens ~ atbildig*, no nodalas uz nodalu, attieksme, neka ~ norunat*|solit*|rakstit*|noradit*, vairs negaid*, no gaisa, neatrodat, neko neatr*, nemaksasim, nemaksasu, aizmirsat, nav ~ siltum*|udens|internet*|elektrib*|sakar*,
        bez interneta|elektribas|siltuma|sakariem|udens, vismaz varej*, jau no ~ janvar*|februar*|mart*|april*|maij*|junij*|julij*|august*|septembr*|oktobr*|novembr*|decembr*, prasam jau, lugts ~ reiz*, galvojums, izmet no, brigade ~ sez, deg termin*, brinisk* tresa, tacu ~ nav, vieta sanem*, nav atnemt*, un neviens,
        vispar, divaini, zel ka, neticam*, nevaru ticet, negaidij*, par daudz, nesaprotu par ko, negodig*, nepiekrit*, nenorunat*, netika noverst*, solijumi, tiek izskatits
    """,
    # A hint that needs another one.
    0.5: """
        atkal, joprojam, lai gan, kapec, problem*, sarezgij*, nesaprotu, nebijat, nevaram, klud*, parad*, solij*, solita, solits, solitas, solitais, apsol*, teicat, sakat, sakaties, klusums, grut*, 
        kur ~ prec*|sutij*|pasutij*|paka*|naud*|meistar*, ko ~ darit, bet ~ ne*, tacu, kaut, tikai pus*, puse, pusi, cita iemesl*, cits iemesl*, atcelat, mainijat, nomainijat, beidziet, partrauciet, izlabojiet, izlabot, salabojiet, noverst, kompensac*, vadib*, laikam, acimredzot, bravo, rezultats, steidzam* skaidroj*, sliktak*, pagalam, stav, pirms ~ nedel*|menes*, to pasu, tas pats, tapat, konkurent*, citu piegadat*, vainig*, par ko, cits cilvek*, uzzinaj*, mazak neka|ka, sliktak neka|ka, isak neka, neredzam, neredzu, aizmirs*
    """,
    0.3: """
        jau, diemzel, nav, nebija, nevar, neviens, nekas, neko, izradij*, vajadzej* but
    """,
    0.0: """
        problem* pazud*|zudusi|beidz*, rekin* klud* nav|neatr*, rekin* ~ klud* neatr*, pazaudeju, pretenzij* ~ nav, iespejam* zaudej*, bojat* precu izpardos*, jau laik*, 
        bojat* iekart* nodev*, saplist viens,
        bez problem*, nekad* problem*, problemu nav, problemu nebij*, nav problem*, bez klud*, kludu nav, kludu neatr*, nav klud*, bez iebild*, iebild* nav, nekad* iebild*, bez defekt*, defektu nav, nav defekt*, nav sudzib*, sudzibu nav, nekad* sudzib*,
        bez kaves*, nekavejas, nekavejies, nekavejieties, kavesimies, kavesos, aizkavesimies, aizkavesos, nokaves* maksaj*, kavet* maksaj*, pardomaj*, nav steig*, nekas steidz*, nesteidz*, nekas nekait*, nekas traks, nav par ko, nav ne vain*,
        mana kluda, musu kluda, musu vaina, klud* pasi, kludijos, kludijamies, kludijies, biju kludij*, kludaini samaks*, parpratum*, pasu vain*, musu ~ kluda,
        nav vajadz*, neko nevajag, nav nepieciesam*, nekad* pretenzij*, bez pretenzij*, pretenziju nav, sudzibu gramat*, sudzibu nodal*, nav slikti, nav atbildes no mums, lidz sim viss, jau atzvan*, jau sanem*, jau salab*, atkal strada, neviena ~ bojat*, nevar sagaidit, nevaram sagaidit,
        paldies jau ieprieks, jau ieprieks paldies, paldies ieprieks, jauku dienu, par atro, jau gatav*, jau aktual*
    """,
    # Content, thanks, solved.
    -0.5: "paldies, pateic*, pateicib*, apmierinat*, liel* prieks, lielisk*, brinisk*, super, patikam*, erti, erts, laipn*, garsi*, skaist*",
    -1.0: """
        viss kartib*, viss sanemt*, viss strada, viss lielisk*, viss sakrit, viss ka solit*, viss izdev*, atrisinat*, atrisinaj*, ir atrisin*, liels paldies, sirsnig* paldies, loti apmierinat*, priecajam*, priecajos, ieteiksim, ieteiksu, sveicam, apsveicam,
        par atro palidz*, atri atrisin*, loti labi, loti labas, teicam*, izcil*, sanemt* pilna apmera, viss kartiba
    """,
}

#: Phrases that change what a clause says, and the share of its cues that stays.
FRAMES: dict[float, str] = {
    0.1: "atvainojos, atvainojamies, atvainojiet, piedodiet, musu vainas del, pasu vainas del, musu vaina, mana vaina, musu del",
    0.3: "ja, vai, kada, kadi, ko darit ja, ka rikoties, ka iesniegt, ka noverst, lai ne*, ar ko atskiras, pirms pirk*, cik maksa",
    1.0: "ja lidz, ja ~ lidz piektd*|pirmd*|rit*, vai ~ vispar, vai tiesam, vai ne, vai kads beidzot",
}
#: Words that begin a clause of its own.
BREAKS = ("bet", "tacu", "tomer", "jo", "tapec", "ja")
