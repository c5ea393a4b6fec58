"""Names and places that belong to nobody: put together, from a seed, out of parts."""

# ruff: noqa: SIM905 - a list of words reads best as words
from random import Random

GIVEN_GIRLS = (
    "Ada Alba Amara Anouk Aoife Asha Beatrix Briar Cerys Coral Dahlia Eilidh Elowen Esme Fatou Freya Gwen Halima Hazel Ines "
    "Iona Isla Jaya Juno Kezia Lark Leila Lumi Maeve Marisol Mina Nadia Nell Nia Odette Orla Pia Poppy Quilla Rhea Roisin "
    "Saba Selma Sorrel Talia Tamsyn Thea Una Vega Willa Xanthe Yasmin Zara Zuzanna"
).split()
GIVEN_BOYS = (
    "Abel Amir Angus Arlo Bao Basil Cai Cassian Dara Desmond Eamon Elio Emrys Farid Felix Finlay Gethin Hamish Hari Idris "
    "Ivo Jago Jonah Kamil Kit Lachlan Leo Linus Malachi Milo Nikhil Noel Oisin Orson Osian Piotr Quentin Rafi Rhodri Rowan "
    "Samir Seb Silas Tariq Teo Tomos Umar Viktor Wilf Xander Yusuf Zeb"
).split()
SURNAMES_BEGIN = "Alder Amber Ash Barley Birch Black Bram Bright Brook Cinder Clover Cop Dapple Elder Ember Fal Fen Fern Flint Gold Hal Hawk Heather Holm Ivy Juniper Larch Linden Marl Marsh Moss Nettle Oaken Otter Pebble Quarry Raven Rowan Rush Sedge Silver Sorrel Starling Tarn Thorn Wild Willow Winter Wren Yarrow".split()
SURNAMES_END = "bank bourne burn by combe cote croft dale den field ford gate ham haven hurst keep ley lock mere mill more ridge shaw stead stone thwaite ton wick wood worth".split()
STREETS = "Abbot Acorn Anchor Apple Badger Beacon Bell Bramble Candle Canal Cedar Chapel Cherry Clay Cooper Copper Dove Fiddler Foundry Garnet Glover Hare Heron Honey Kiln Lantern Lime Mason Meadow Mulberry Orchard Pepper Plum Potter Quince Rope Saddler Sexton Signal Smithy Swan Tanner Tiler Weaver".split()
ENDINGS = "Avenue Close Court Lane Mews Rise Road Row Steps Street Terrace Walk Way Yard".split()
PLACES = "Ashmere Brackendale Coldharbour Dunsley Eastmarsh Fernhill Greywater Hollowfield Kilnside Larkfield Millbeck Northgate Oxley Pinfold Ravensby Saltcote Thornley Underbank Westering Yewcroft".split()
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def surname(chance: Random) -> str:
    """An invented surname; one in twelve has two."""
    one = chance.choice(SURNAMES_BEGIN) + chance.choice(SURNAMES_END)
    return f"{one}-{surname(chance)}" if chance.random() < 1 / 12 else one


def given(chance: Random, sex: str, taken: set[str] | None = None) -> str:
    """A first name for "F" or "M"; with `taken` one that is not among them yet, and is then."""
    names = GIVEN_GIRLS if sex == "F" else GIVEN_BOYS
    name = chance.choice([name for name in names if name not in (taken or ())])
    if taken is not None:
        taken.add(name)
    return name


def address(chance: Random) -> tuple[str, str]:
    """Lines and postcode; the area ZZ is nowhere."""
    street = f"{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(ENDINGS)}, {chance.choice(PLACES)}"
    code = f"ZZ{chance.randint(1, 19)} {chance.randint(0, 9)}{chance.choice(LETTERS)}{chance.choice(LETTERS)}"
    return street, code


def nhs_number(chance: Random) -> str:
    """A number of the test range (it begins with 999), with its check digit."""
    while True:
        nine = f"999{chance.randint(0, 999_999):06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return nine + str(check % 11)
