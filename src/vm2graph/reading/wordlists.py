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
    bundesinstitut panteia cinop ecbo kba sardes oberon regioplan ecorys kennisnet cito kpc risbo movisie tno cpb scp
    cbs duo sbb nro slo eurofound eurostat unicef unevoc ilo researchned berenschot raden projectgroep werkgroep
    projectbureau secretariat directorate directie parlement staten-generaal statistics statistiek vlaanderen
    netherlands world european international national nationaal nationale landelijk landelijke nederlandse vlaamse
    koninklijk koninklijke algemene centraal centrale regionaal regionale forum board trust office service services
    ministère conseil observatoire fédération comité direction agence société école céreq"""
)
"""Words that name a body wherever they stand in a name."""

OF_A_SUBJECT = words(
    """departement ministerie department ministry steunpunt directie dienst afdeling vakgroep faculteit kenniscentrum
    expertisecentrum commissie adviescommissie"""
)
"""Bodies that are called after what they are about: Departement Onderwijs & Vorming."""

COMPANY_FORMS = words("b.v bv n.v nv gmbh inc ltd llp v.z.w vzw cv c.v ag")
"""Legal forms: words of bodies at the end of a name."""

BODY_ENDINGS = tuple(
    sorted(
        words(
            """raad instituut stichting centrum ministerie inspectie universiteit hogeschool hogescholen academie bureau
            commissie dienst fonds vereniging platform netwerk uitgeverij uitgevers unie federatie groep college
            lectoraat faculteit organisatie onderwijs onderzoek agentschap rekenkamer vakbond bibliotheek gruppe
            bundesamt landesamt verband ministerium srat kammer fabriek gemeinschaft gesellschaft akademie"""
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
    breda dordrecht zoetermeer assen leeuwarden deventer apeldoorn amersfoort hilversum wageningen denhaag sgravenhage
    gravenhage shertogenbosch hertogenbosch denbosch haarlem almere hengelo ede houten culemborg woerden baarn
    alphenaandenrijn alphen heerlen driebergen zeist bilthoven debilt nieuwegein bunnik maarssen soest leusden naarden
    bussum huizen laren weesp diemen amstelveen hoofddorp schiphol zaandam alkmaar hoorn purmerend denhelder lelystad
    emmeloord kampen meppel hoogeveen emmen sneek heerenveen drachten harlingen veendam winschoten delfzijl almelo
    oldenzaal doetinchem zutphen winterswijk tiel veenendaal barneveld harderwijk ermelo gouda schiedam vlaardingen
    capelleaandenijssel ridderkerk rijswijk voorburg leidschendam wassenaar katwijk noordwijk middelburg vlissingen goes
    terneuzen roosendaal bergenopzoom oosterhout waalwijk oss helmond veghel boxtel vught weert roermond venlo venray
    sittard geleen kerkrade valkenburg
    brussel bruxelles brussels antwerpen gent leuven mechelen brugge hasselt kortrijk aalst genk oostende turnhout
    sintniklaas lier berchem diepenbeek luik namen
    luxembourg luxemburg london londen oxford cambridge dublin edinburgh glasgow manchester bristol sheffield leeds
    york birmingham cardiff belfast paris parijs strasbourg straatsburg lille lyon berlin berlijn bonn bern zurich wien
    vienna wenen frankfurt frankfurtammain koln cologne keulen hamburg bremen bielefeld munster munchen munich stuttgart
    wiesbaden weinheim opladen gottingen goettingen heidelberg gutersloh nurnberg dresden leipzig hannover kassel jena
    baltmannsweiler seelze geneve geneva turin torino rome roma florence thessaloniki madrid barcelona lisbon lissabon
    stockholm helsinki oslo kopenhagen copenhagen aarhus budapest prague praag warsaw
    newyork boston chicago washington washingtondc sanfrancisco losangeles thousandoaks newhaven princeton philadelphia
    newburypark hillsdale mahwah englewoodcliffs hoboken newbrunswick alexandria toronto ottawa melbourne sydney
    adelaide canberra leabrook brisbane paramaribo willemstad
    """
)
"""Places of publication in letters alone, to tell place from publisher where no colon does."""

COUNTRIES = words(
    """nederland belgie vlaanderen duitsland luxemburg engeland schotland wales ierland frankrijk oostenrijk zwitserland
    suriname curacao aruba england scotland ireland france austria switzerland canada netherlands thenetherlands belgium
    germany unitedkingdom uk usa australia deutschland osterreich schweiz belgique"""
)
"""Countries that follow a place, in letters alone."""

PERIODICALS = words(
    """esb economischstatistischeberichten pedagogischestudien pedagogiek didaktief profiel onderwijsblad
    hetonderwijsblad thema comenius vernieuwing velon opleidingenontwikkeling develop bwp bwpat bwpspezial
    berufsundwirtschaftspadagogik vocationsandlearning educationtraining mensenmaatschappij
    sociologischegids tijdschriftvoorarbeidsvraagstukken sociaalbestek zorgenwelzijn volkskrant devolkskrant trouw
    nrchandelsblad nrc nrcnext hetparool parool telegraaf detelegraaf algemeendagblad ad hetfinancieeledagblad
    financieeledagblad fd reformatorischdagblad nederlandsdagblad destandaard standaard demorgen hetlaatstenieuws
    knack degroeneamsterdammer vrijnederland elsevier binnenlandsbestuur scienceguide educationalresearcher
    reviewofeducationalresearch plosone theguardian financialtimes thenewyorktimes diezeit"""
)
"""Journals and newspapers, in letters alone, whose names do not say what they are."""
