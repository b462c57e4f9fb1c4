"""The sentences of the summaries that :mod:`benchmarks.corpus` makes, invented and cut where they can be recombined.

In a sentence ``#`` is a number, ``{g}`` a group of people and ``{t}`` the topic of the page.
"""

from __future__ import annotations


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


OPENINGS_NL = _lines(
    """Dit onderzoek gaat over {t} en brengt in kaart wat {g} daarvan merken
    In {r} is drie jaar lang gevolgd hoe {g} met {t} omgaan
    Veel scholen zoeken naar een vorm van {t} die past bij {g}
    Over {t} is veel gezegd, maar weinig gemeten bij {g}
    In dit rapport staat {t} centraal, gezien door de ogen van {g}
    De aanleiding voor deze studie was een reeks vragen van scholen in {r} over {t}
    Dit rapport beschrijft hoe {t} in {r} vorm krijgt en wat dat betekent voor {g}
    Wie over {t} spreekt, spreekt vaak langs {g} heen, en daarom kregen zij hier zelf het woord"""
)
METHODS_NL = _lines(
    """Aan het onderzoek deden # studenten en begeleiders mee, verspreid over zeven scholen
    De onderzoekers hielden # gesprekken en lazen de plannen van de betrokken teams
    Een vragenlijst is ingevuld door # deelnemers, van wie de helft ook een jaar later antwoordde
    Op # werkplekken is een dag meegelopen met een begeleider
    De gegevens zijn in twee rondes verzameld, met # deelnemers in de eerste ronde
    Naast cijfers van de scholen zijn # dagboeken van studenten bestudeerd
    In # lessen is geobserveerd volgens een vast schema
    De uitkomsten zijn besproken in bijeenkomsten met # docenten en werkgevers
    Van # studenten zijn de loopbanen tot twee jaar na het diploma gevolgd
    Voor de vergelijking is een groep van # studenten uit andere regio's gebruikt"""
)
FRAMES_NL = _lines(
    """Uit de gesprekken blijkt dat
    De vragenlijst laat zien dat
    De onderzoekers stellen vast dat
    Opvallend is dat
    De cijfers wijzen erop dat
    Begeleiders merken op dat
    Het beeld uit de lessen is dat
    In de tweede meting valt op dat
    Scholen met een vast team melden dat
    De vergelijking met andere regio's leert dat
    Na een jaar is duidelijk dat
    Een terugkerende ervaring is dat
    Bij de helft van de scholen geldt dat
    Werkgevers bevestigen dat
    Uit de dagboeken komt naar voren dat
    De meeste betrokkenen vinden dat"""
)
# how a group fares: after "dat {g}" / after "{G}"
FARES_NL = tuple(
    (subordinate, main)
    for subordinate, main in (
        line.split(" / ")
        for line in _lines(
            """vaker een diploma behalen dan voorheen / behalen vaker een diploma dan voorheen
    meer vertrouwen krijgen in hun eigen keuzes / krijgen meer vertrouwen in hun eigen keuzes
    behoefte hebben aan een vast aanspreekpunt / hebben behoefte aan een vast aanspreekpunt
    beter weten wat een beroep van hen vraagt / weten beter wat een beroep van hen vraagt
    de begeleiding met een # van de honderd waarderen / waarderen de begeleiding met een # van de honderd
    in # procent van de gevallen tevreden zijn / zijn in # procent van de gevallen tevreden
    elkaar te weinig spreken over de voortgang / spreken elkaar te weinig over de voortgang
    de afspraken met leerbedrijven te vrijblijvend vinden / vinden de afspraken met leerbedrijven te vrijblijvend
    sneller hulp zoeken als het tegenzit / zoeken sneller hulp als het tegenzit
    zich meer thuis voelen in hun vak / voelen zich meer thuis in hun vak
    weinig merken van nieuw beleid / merken weinig van nieuw beleid
    ruimte missen om te oefenen / missen ruimte om te oefenen
    de eerste weken bepalend noemen / noemen de eerste weken bepalend
    hun leerdoelen vaker zelf formuleren / formuleren hun leerdoelen vaker zelf
    de overgang naar een vervolgopleiding als groot ervaren / ervaren de overgang naar een vervolgopleiding als groot
    goed kunnen uitleggen wat zij leren / kunnen goed uitleggen wat zij leren
    vaker dan verwacht van richting veranderen / veranderen vaker dan verwacht van richting
    steun van huis belangrijk noemen / noemen steun van huis belangrijk
    nieuwe werkvormen snel overnemen / nemen nieuwe werkvormen snel over
    het rooster als een hindernis zien / zien het rooster als een hindernis
    meer tijd willen voor nabespreking / willen meer tijd voor nabespreking
    zonder gezamenlijk plan langs elkaar heen werken / werken zonder gezamenlijk plan langs elkaar heen
    na # weken al verschil merken / merken na # weken al verschil
    trots zijn op wat zij maken / zijn trots op wat zij maken"""
        )
    )
)
TAILS_NL = _lines(
    """, vooral wanneer de begeleiding vroeg begint
    , al verschilt dat sterk per school
    , ook als de groepen groter zijn
    , mits de afspraken op papier staan
    , en dat effect blijft een jaar later zichtbaar
    , hoewel de verschillen klein zijn
    , met name in kleine opleidingen
    , zonder dat de kosten stijgen
    , zeker in het eerste jaar
    , terwijl de opzet overal gelijk was
    , wat past bij eerder onderzoek in de regio
    , behalve waar het team net gewisseld was
    , en wel in # procent van de onderzochte groepen"""
)
ADVICE_NL = _lines(
    """begin al in het eerste jaar met {t}
    spreek met leerbedrijven af wie wat doet
    geef docenten elke week een vast uur voor overleg
    betrek {g} bij het ontwerp van nieuwe lessen
    volg de resultaten met een eenvoudige meting, twee keer per jaar
    zorg dat een student nooit meer dan twee begeleiders heeft
    leg vast wat een opdracht moet opleveren voordat zij begint
    deel goede voorbeelden tussen opleidingen
    maak {t} een vast punt in het teamplan
    laat oud-studenten vertellen over hun loopbaan
    reserveer geld voor vervanging tijdens scholing
    houd de eerste proef klein en breid haar daarna uit"""
)
ADVICE_FRAMES_NL = _lines(
    """De onderzoekers raden scholen het volgende aan:
    Een eerste stap is eenvoudig:
    Aan teams geven de onderzoekers mee:
    Voor bestuurders ligt het voor de hand:"""
)
HEADINGS_NL = _lines(
    """Pluspunten
    Leermomenten
    Aanbevelingen
    Conclusies
    Opzet van het onderzoek
    Nieuwe inzichten
    Gevolgen voor de praktijk
    Vervolg"""
)
OPENINGS_EN = _lines(
    """This study is about {t} and shows what it means for {g}
    In {r} the researchers followed for three years how {g} deal with {t}
    Many schools are looking for a form of {t} that suits {g}
    Much has been said about {t}, but little has been measured among {g}
    The reason for this study was a series of questions from schools in {r} about {t}"""
)
METHODS_EN = _lines(
    """The study involved # students and supervisors at seven schools
    The researchers held # interviews and read the plans of the teams
    A questionnaire was answered by # participants, half of whom answered again a year later
    The data were gathered in two rounds, with # participants in the first
    The careers of # students were followed until two years after they left school"""
)
FRAMES_EN = _lines(
    """The interviews show that
    The survey suggests that
    The researchers conclude that
    It is striking that
    Supervisors report that
    After a year it is clear that
    At half of the schools
    Employers confirm that"""
)
FARES_EN = tuple(
    (line, line)
    for line in _lines(
        """gain more confidence in their own choices
    need one person to turn to
    know better what a trade asks of them
    are satisfied in # percent of the cases
    speak too little with one another about progress
    look for help sooner when things go wrong
    notice little of new policies
    lack the room to practise
    call the first weeks decisive
    set their own goals for learning more often
    change direction more often than expected
    take over new ways of working quickly
    want more time for discussion afterwards
    are proud of what they make"""
    )
)
TAILS_EN = _lines(
    """, in particular where support begins early
    , although this differs from school to school
    , even where the groups are larger
    , and the effect is still there a year later
    , at least in small programmes
    , without any rise in costs
    , which agrees with earlier work in the region"""
)
ADVICE_EN = _lines(
    """start with {t} in the first year
    agree with companies about who does what
    give teachers a fixed hour a week to meet
    involve {g} in the design of new lessons
    measure the results twice a year in a simple way
    share good examples between programmes
    keep the first trial small and let it grow"""
)
ADVICE_FRAMES_EN = _lines(
    """The researchers advise schools as follows:
    A first step is simple:
    To teams the researchers would say:"""
)
HEADINGS_EN = _lines(
    """Strengths
    Lessons learned
    Recommendations
    Conclusions
    Design of the study
    What comes next"""
)

# no publications: what a site has beside them
OTHERS = tuple(
    text.replace(" / ", "\n\n") + "\n"
    for text in (
        *_lines(
            """Studiedag in {r} / Op een dinsdag in het voorjaar komen {g} bijeen. Inloop vanaf negen uur. / Programma
    Vacature in {r} / Voor onze vestiging zoeken wij een collega die graag met {g} werkt. / Stuur een brief.
    Nieuwe website / Onze website is vernieuwd. Wie vroeger zocht naar {t}, vindt het nu onder een eigen knop.
    Over ons / Wij zijn een klein bureau in {r}. Ons team werkt al twintig jaar met {g}. / Bel gerust."""
        ),
        " / \t / ",
    )
)
