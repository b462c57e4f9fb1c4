"""The words that :mod:`benchmarks.corpus` makes pages of: all invented but the towns and the commonest names.

Lists are strings cut at `` | `` or lines; ``nl / en`` stands for one thing in two languages.
"""

from __future__ import annotations


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.replace("\n", " ").split(" | "))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.split(" / ") for line in _lines(text))
    return tuple((left, right) for left, right in pairs)


# ---------------------------------------------------------------- people

GIVEN = _items(
    """Anna | Piet | Renate | Joost | Marieke | Bas | Femke | Daan | Sanne | Wouter | Els | Koen | Ingrid | Thijs |
    Hanneke | Ruud | Lotte | Maarten | Yvonne | Gerrit | Esther | Jeroen | Noor | Sjoerd | Tineke | Bram |
    Fatima | Youssef | Aylin | Mehmet | Shanti | Ravi | Amina | Karim | Zoë | Noël | René | Desirée | Loïs |
    Jörgen | Saskia | Harm | Wietske | Douwe | Jelle | Nynke | Tjeerd | Fenna | Roelof | Geesje | Albert | Hilde
    | Pim | Carla | Frits | Margot | Siebe | Doortje | Evert | Lieke | Tom | Vera | Niels | Julia | Stijn | Eva
    | Ruben | Iris | Lars | Mirjam | Huub | Gonnie | Sef | Wies | Cas | Ilse | Guus | Marloes | Teun | Floor |
    Rik | Jet | Hidde | Merel | Olaf | Petra | Quinten | Rosa | Sybren | Trudy | Ulrike | Victor | Willemijn |
    Xander | Yara | Zeger | Barbara | Casper | Dirkje | Emiel | Floris | Greetje | Hugo | Ineke | Jurriaan |
    Klaas | Leonie | Menno | Nienke | Otto | Paulien | Reinier | Sophie | Titus | Ursula | Vincent | Wendy |
    Aart | Bregje | Coen | Dieuwertje | Egbert | Froukje | Geert | Heleen | Ivo | Jacqueline | Kees | Liesbeth |
    Marnix | Nelleke | Onno | Patricia | Rogier | Silvia | Tobias | Wim | Annemiek | Boudewijn | Chantal |
    Diederik | Elsbeth | Ferdinand | Gijsbert | Hester | Jan-Willem | Karel-Jan | Anne-Fleur | Marie-José |
    Hans-Peter"""
)
FAMILIES = _items(
    """Jansen | Bakker | Visser | Smit | Meijer | Mulder | Bos | Vos | Peters | Hendriks | Dekker | Brouwer | Koster |
    Prins | Huisman | Postma | Kuipers | Veenstra | Kramer | Timmer | Wolters | Hermans | Schouten | Molenaar |
    Kuiper | Willems | Hoekstra | Verhoeven | Blom | Jonker | Dijkstra | Zijlstra | Yılmaz | El-Amrani | Ramdas
    | Kaya | Nijhuis | Groen | Scholten | Boersma | Wiersma | Hofman | Roelofs | Evers | Maas | Claassen |
    Driessen | Gerrits | Lammers | Sanders"""
)
PARTICLES = _items("van | van de | van den | van der | de | ter | van 't | op den | in 't | te")
"""Each before a name such as ``Heuvel``; the names of :data:`FAMILIES` and made ones stand without."""

LANDSCAPE = _items(
    """Berg | Heuvel | Broek | Velde | Horst | Kamp | Linde | Wal | Beek | Meer | Dijk | Hout | Akker | Poel | Brink |
    Veen | Laan | Bosch | Molen | Steen | Weerd | Haar | Eng | Zande | Geest | Lugt | Waal | Ham | Kolk | Donk"""
)
FIRST_HALVES = _items(
    """Olden | Nieuwen | Wester | Ooster | Hoog | Laag | Groot | Klein | Brand | Eiken | Elzen | Linden | Wilgen |
    Haver | Koren | Garst | Rogge | Zand | Klei | Veld | Water | Winter | Zomer | Zwarte | Witte | Roode |
    Groene | Lange | Korte | Breede | Steen | Hazel | Kraaien | Reiger | Zwane | Ganzen | Vosse | Herten |
    Schapen | Ossen | Bijen | Meule | Smede | Wever | Kuipe | Schip | Brugge | Kerk | Toren | Heide"""
)
SECOND_HALVES = _items(
    """veld | kamp | huis | broek | berg | dijk | horst | man | stra | sma | inga | ink | ing | beek | donk | rode |
    laar | weerd | hof | burg | stein | wijk | drecht | poort | hoven | eind | acker | mond | woud | zijl"""
)

# ---------------------------------------------------------------- imprint

TOWNS = _items(
    """Utrecht | Amsterdam | Rotterdam | 's-Hertogenbosch | Den Haag | Zwolle | Enschede | Groningen | Nijmegen |
    Tilburg | Eindhoven | Arnhem | Leeuwarden | Assen | Middelburg | Maastricht | Breda | Amersfoort | Apeldoorn
    | Leiden | Delft | Deventer | Ede | Almere | Hengelo | Bergen op Zoom | Alphen aan den Rijn"""
)
PUBLISHERS = _items(
    """Instituut Vak en Vorming | Kenniscentrum Werkend Leren | Bureau Leerweg | Stichting De Leerplaats |
    Onderzoeksgroep Doorstroom | Expertisepunt Vakschool | Centrum voor Loopbaanstudies | Instituut Keuze |
    Lectoraat Praktijkleren | Adviesbureau De Schakel | Observatorium Jeugd en Werk | Uitgeverij De Werkbank |
    Stichting Ambacht Vooruit | Monitorbureau Noorderlicht | Kennisnetwerk Meesterschap | Instituut voor Leren
    in Bedrijf | Bureau Peilstok | Onderzoekshuis De Spil | Platform Vakmanschap Oost | Academie voor Beroep en
    Vorming | Lectoraat Leren met Techniek | Centrum Onderwijs en Regio | Instituut Tussenstap | Stichting
    Leerkracht Zuid | Bureau Kwadrant Onderzoek | Kennisatelier Werkplek | Onderzoeksbureau De Meetlat |
    Vormingsraad Middenland | Instituut Brede Basis | Werkgroep Vernieuwend Vakonderwijs"""
)
SERIES = _items(
    """Reeks Vakmanschap | Leren in bedrijf | Meetpunten | Schoolloopbanen in beeld | Praktijkcahiers | Tussen school
    en werk | Vensters op vorming | Onderzoek in het kort | Regiostudies | Werkplekschriften"""
)
THEMES = _pairs(
    """Instroom en doorstroom / Intake and progression
    Loopbaanleren / Career learning
    Praktijkleren / Work-based learning
    Voortijdig schoolverlaten / Early leaving
    Vakmanschap / Craftsmanship
    Docentontwikkeling / Teacher development
    Schoolleiderschap / School leadership
    Examinering / Assessment
    Kwaliteitszorg / Quality assurance
    Burgerschap / Citizenship
    Taal en rekenen / Literacy and numeracy
    Passende begeleiding / Tailored support
    Leven lang ontwikkelen / Lifelong development
    Regionale samenwerking / Regional cooperation
    Technologie en ICT / Technology and ICT
    Groene beroepen / Green occupations
    Zorg en welzijn / Health and welfare
    Bouw en infra / Construction
    Horeca en toerisme / Hospitality
    Logistiek / Logistics
    Ondernemerschap / Entrepreneurship
    Internationalisering / Internationalisation
    Studiekeuze / Choice of study
    Studiesucces / Study success
    Motivatie / Motivation
    Gelijke kansen / Equal opportunities
    Meertaligheid / Multilingualism
    Curriculumontwerp / Curriculum design
    Hybride leeromgevingen / Hybrid learning environments
    Beroepsidentiteit / Occupational identity
    Werkgelegenheid / Employment
    Stagekwaliteit / Quality of placements
    Volwasseneneducatie / Adult learning
    Teamleren / Team learning
    Professionele ruimte / Professional autonomy
    Onderwijslogistiek / Timetabling
    Ouderbetrokkenheid / Parental involvement
    Sociale veiligheid / Social safety
    Kunst en ambacht / Arts and crafts
    Overgang naar hbo / Transition to higher education"""
)

MONTHS_NL = _items(
    """januari | februari | maart | april | mei | juni | juli | augustus | september | oktober | november | december"""
)
MONTHS_EN = _items(
    """January | February | March | April | May | June | July | August | September | October | November | December"""
)

# ---------------------------------------------------------------- titles

TOPICS = _pairs(
    """loopbaanbegeleiding / career guidance
    praktijkleren / work-based learning
    studiekeuze / choice of study
    vakmanschap / craftsmanship
    stagebegeleiding / placement support
    maatwerk / tailored teaching
    doorstroom / progression
    uitval / dropping out
    examinering / assessment
    taalbeleid / language policy
    rekenonderwijs / numeracy teaching
    burgerschapsvorming / citizenship teaching
    teamleren / team learning
    kwaliteitszorg / quality assurance
    ondernemend gedrag / enterprising behaviour
    hybride leren / hybrid learning
    digitale vaardigheid / digital proficiency
    beroepstrots / occupational pride
    ouderbetrokkenheid / parental involvement
    de overstap naar het hbo / the step to higher education
    intake / intake
    mentoraat / mentoring
    coaching / coaching
    zelfsturing / self-regulation
    motivatie / motivation
    feedback / feedback
    samenwerking met bedrijven / cooperation with companies
    professionalisering / professional growth
    onderwijsvernieuwing / educational renewal
    leiderschap / leadership
    gepersonaliseerd leren / personalised learning
    werkdruk / workload
    schoolklimaat / school climate
    gelijke kansen / equal opportunity
    omscholing / retraining
    bijscholing / further training
    erkenning van ervaring / recognition of experience
    meertalig leren / multilingual learning
    duurzaam bouwen / sustainable building
    zorgtechnologie / care technology
    robotisering / robotisation
    vakkennis / trade knowledge
    reflectie / reflection
    peer support / peer support
    verzuim / absence
    blended leren / blended learning
    toetsing in de praktijk / testing on the job
    plezier in leren / joy in learning"""
)
GROUPS = _pairs(
    """studenten in de zorg / students in health care
    studenten in de techniek / students in engineering
    eerstejaars mbo-studenten / first-year students
    vmbo-leerlingen in de bovenbouw / upper-year pupils
    docenten Nederlands / language teachers
    vakdocenten / trade teachers
    praktijkopleiders / workplace trainers
    stagebegeleiders / placement supervisors
    beginnende docenten / beginning teachers
    teamleiders / team leaders
    schoolleiders / school leaders
    jonge vakmensen / young craftspeople
    volwassen deelnemers / adult learners
    zij-instromers / career changers
    werkgevers in de bouw / employers in construction
    leermeesters / masters
    entreestudenten / entry-level students
    studenten in de horeca / students in hospitality
    studenten in de logistiek / students in logistics
    groene opleidingen / agricultural programmes
    kappersopleidingen / hairdressing programmes
    havenbedrijven / port companies
    installatiebedrijven / installation companies
    zorginstellingen / care homes
    leerbedrijven / training companies
    loopbaanbegeleiders / career counsellors
    mentoren / mentors
    ouders van mbo-studenten / parents of students
    oud-studenten / former students
    gediplomeerden / graduates
    meisjes in de techniek / girls in engineering
    jongeren zonder startkwalificatie / young people without a qualification
    nieuwkomers / newcomers
    docententeams / teams of teachers
    instructeurs / instructors
    studenten in de kinderopvang / students in child care
    studenten in de creatieve vakken / students in creative trades
    examencommissies / boards of examiners
    kleine vakscholen / small trade schools
    regionale opleidingscentra / regional colleges"""
)
REGIONS = _items(
    """Drenthe | Twente | Salland | Flevoland | Gelderland | Zeeland | Limburg | Noord-Brabant | Noord-Holland |
    Zuid-Holland | Overijssel | Friesland | Utrecht | Groningen | Rotterdam | Amsterdam | Den Haag | Zwolle |
    Enschede | Nijmegen | Tilburg | Eindhoven | Arnhem | Leeuwarden | Middelburg | Maastricht | Breda |
    Amersfoort | Apeldoorn | Leiden | Almere | Dordrecht | West-Friesland | Zuid-Limburg | Midden-Brabant |
    Oost-Groningen"""
)

# title / subtitle; {t} topic, {g} group, {r} region: each form has all three, so that no two pages are called the same
FORMS_NL = _pairs(
    """{T} in {r} / Een onderzoek onder {g}
    Zicht op {t} / Wat {g} in {r} ervan zeggen
    {T} voor {g} in {r} / -
    Werken aan {t} / Ervaringen van {g} in {r}
    {G} en {t} / Eindrapport van een project in {r}
    Van plan naar praktijk / {T} bij {g} in {r}
    Vijf jaar {t} / Uitkomsten van de monitor onder {g} in {r}, {p}
    Hoe {g} in {r} omgaan met {t} / -
    Samen sterker door {t} / De rol van {g} in {r}
    De waarde van {t} / Een vergelijking van {g} in {r} {p}
    Meer dan een diploma / {T} en {g} in {r}
    {T} onder de loep / Tweede meting bij {g} in {r}
    Wat werkt bij {t}? / Een overzicht voor {g} in {r}
    Bouwen aan de toekomst van {t} / Casestudies onder {g} in {r}
    {T} bij {g} / Verslag van een proef in {r}, {p}
    Tussen school en werk: {t} / Portretten van {g} in {r}"""
)
FORMS_EN = _pairs(
    """{T} in {r} / A study among {g}
    A view of {t} / What {g} in {r} say about it
    {T} for {g} in {r} / -
    Working on {t} / The experience of {g} in {r}
    {G} and {t} / Final results of a project in {r}
    From plan to practice / {T} and {g} in {r}
    Five years of {t} / Results of the monitor among {g} in {r}, {p}
    How {g} in {r} deal with {t} / -
    Stronger together through {t} / The role of {g} in {r}
    The value of {t} / A comparison of {g} in {r} {p}
    More than a certificate / {T} among {g} in {r}
    A closer look at {t} / The second survey of {g} in {r}
    What works in {t}? / A guide for {g} in {r}
    Building the future of {t} / Case studies among {g} in {r}
    {T} and the needs of {g} / The outcome of a trial in {r}, {p}
    Between school and work: {t} / Portraits of {g} in {r}"""
)
