"""Small word lists that several grammars share."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(text.split())


BODY_WORDS = words(
    """institute institut foundation stiftung center centre zentrum ministry ministerium inspectorate university
    universität université hochschule academy akademie commission kommission committee council agency agentur department
    departement fund gemeente provincie association verband verein network press gruppe union federation consortium
    alliantie lab laboratory laboratorium organization organisation overheid government
    autoriteit authority society genootschap maatschappij consult consultancy advies research taskforce coöperatie oecd
    unesco cedefop training education redactie team projectteam kenniskring afdeling secretariaat steunpunt nederland
    bundesinstitut panteia cinop ecbo kba sardes oberon regioplan ecorys kennisnet cito kpc risbo movisie tno cpb scp cbs
    duo sbb nro slo eurofound eurostat unicef unevoc ilo researchned berenschot raden vereeniging projectgroep werkgroep
    projectbureau secretariat directorate directie parlement staten-generaal"""
)
"""Words that name a body wherever they stand in a name."""

COMPANY_FORMS = words("b.v bv n.v nv gmbh inc ltd llp v.z.w vzw cv c.v ag")
"""Legal forms: words of bodies at the end of a name."""

BODY_ENDINGS = tuple(
    sorted(
        words(
            """raad instituut stichting centrum ministerie inspectie universiteit hogeschool hogescholen academie bureau
            commissie dienst fonds vereniging platform netwerk uitgeverij uitgevers unie federatie groep college
            lectoraat faculteit organisatie onderwijs onderzoek agentschap rekenkamer vakbond bibliotheek"""
        )
    )
)
"""The same, also as the end of a Dutch compound: Onderwijsraad, Expertisecentrum."""

SURNAMES_TOO = words("raad bond bank kamer school groep college lab press union dienst team")
"""Words of bodies that are family names as well: Emma Bond, Boris de Raad."""

GIVEN_TOO = words("coenraad koenraad conraad konraad")
"""Given names that end like a body."""

CITIES = words(
    """amsterdam rotterdam utrecht enschede groningen nijmegen tilburg maastricht leiden delft arnhem eindhoven zwolle
    breda adelaide london londen paris parijs berlin berlijn bonn brussel bruxelles brussels antwerpen gent leuven
    luxembourg oxford cambridge dordrecht zoetermeer assen leeuwarden deventer apeldoorn amersfoort hilversum wageningen
    melbourne sydney denhaag sgravenhage shertogenbosch denbosch newyork haarlem almere hengelo ede bern zurich wien
    frankfurt koln hamburg geneve turin dublin thessaloniki houten culemborg woerden baarn alphenaandenrijn
    """
)
"""Places of publication in letters alone, to tell place from publisher where no colon does."""
