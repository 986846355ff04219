"""How to cite a report and its data: references for people and files for reference managers.

A *work* is what is cited: a report or its data. A work made from synthetic or unregistered lists
has this program as its author and a warning in its title, because it is not a publication of the
department.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from hnfusion import narrate
from hnfusion.documents.bytes import json_text
from hnfusion.exhibits.contents import OTHERS, TABLES
from hnfusion.exhibits.page import fill
from hnfusion.exhibits.record import Link, Links, Record, Table, Text, column, table
from hnfusion.quarter import Quarter

PROGRAM = "hnfusion"
WARNINGS = {
    "real": "",
    "synthetic": "合成示例数据,非官方发布",
    "unknown": "数据来源未登记,非官方发布",
}
"""The warning at the end of a work's title, by ``metadata.kind`` of its lists."""
TYPES = {
    "gbt": {"report": "R/OL", "data": "DB/OL"},
    "bibtex": {"report": "techreport", "data": "misc"},
    "ris": {"report": "RPRT", "data": "DATA"},
    "csl": {"report": "report", "data": "dataset"},
    "schema": {"report": "Report", "data": "Dataset"},
}
"""The type of a report and of its data in each format (GB/T 7714-2015, tables B.1 and B.2)."""
KEYWORDS = ("两化融合管理体系", "贯标", "湖南省")
LINKS = {
    "文献管理软件可直接导入": {
        "BibTeX": "citation.bib",
        "RIS": "citation.ris",
        "CSL-JSON": "citation.json",
    },
    "全部表格的数据及其字段说明": {
        "datapackage.json": "datapackage.json",
        "主要指标": "tables/headline.csv",
        "全部数字": "tables/figures.csv",
        "修订": "tables/revisions.csv",
    },
    "由哪些文件怎样得出": {
        "manifest.json": "manifest.json",
        "ro-crate-metadata.json": "ro-crate-metadata.json",
    },
}
"""The groups of links at the end of the page: title, then text and address of each link."""


@dataclass(frozen=True)
class Work:
    """A report, or its data, to be cited.

    ``part`` is ``report`` or ``data``; ``version`` is such as ``2020Q1 v1``; ``issued`` is the day
    of publication; the title ends with the ``warning``, "" for the department's own works.
    """

    part: str
    title: str
    author: str
    version: str
    issued: date
    warning: str

    @property
    def id(self) -> str:
        """The key of the work in a list of references, such as ``hnfusion-2020Q1-v1-data``."""
        return f"{PROGRAM}-{self.version.replace(' ', '-')}-{self.part}"


def works(quarter: Quarter, facts: Mapping[str, Any], kind: str, version: int) -> list[Work]:
    """Return a list of the two works of a quarter: its report, then its data.

    ``facts`` is the content of ``quarter.toml``; if it has no day of issue, the quarter's last day
    is used. ``kind`` is the kind of the lists (``metadata.kind``), ``version`` the number of the
    report's version.
    """
    warning, issued = WARNINGS[kind], facts.get("issued", quarter.end)
    mark = f"({warning})" if warning else ""
    author = PROGRAM if warning else narrate.bulletin.ISSUER
    about = author, f"{quarter} v{version}", issued, warning
    return [
        Work("report", f"{narrate.bulletin.title(quarter)}{mark}", *about),
        Work("data", f"{quarter.name}湖南省两化融合管理体系贯标统计表{mark}", *about),
    ]


def files(cited: Sequence[Work]) -> dict[str, str]:
    """Return a dict of the texts of ``citation.bib``, ``.ris`` and ``.json`` by file name.

    ``cited`` is from ``works``.
    """
    return {
        "citation.bib": "\n".join(map(bibtex, cited)),
        "citation.ris": "\n".join(map(ris, cited)),
        "citation.json": json_text([*map(csl, cited)]),
    }


def gbt(work: Work) -> str:
    """Return the text of a reference in the form of GB/T 7714-2015 for online reports (8.8, A.4).

    Whoever cites the work adds the day of access and the address.

    >>> gbt(works(Quarter(2020, 1), {"issued": date(2020, 4, 21)}, "synthetic", 2)[1])
    'hnfusion. 2020年一季度湖南省两化融合管理体系贯标统计表(合成示例数据,非官方发布):
    2020Q1 v2[DB/OL]. (2020-04-21).'
    """
    name = f"{work.title}: {work.version}[{TYPES['gbt'][work.part]}]"
    return f"{work.author}. {name}. ({work.issued}).".replace("\n", " ")


def bibtex(work: Work) -> str:
    """Return the text of a work's entry for BibTeX and biblatex.

    Doubled braces keep an organisation's name whole.
    """
    fields = {
        "author": f"{{{work.author}}}",
        "title": f"{{{work.title}}}",
        "institution": work.author,
        "number": work.version,
        "year": work.issued.year,
        "month": work.issued.month,
        "date": work.issued,
        "langid": "chinese",
        "note": work.warning,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{TYPES['bibtex'][work.part]}{{{work.id},\n{''.join(lines)}}}\n"


def ris(work: Work) -> str:
    """Return the text of a work's RIS entry, for EndNote, Zotero, NoteExpress and CNKI E-Study."""
    fields = {
        "TY": TYPES["ris"][work.part],
        "ID": work.id,
        "AU": work.author,
        "TI": work.title,
        "PB": work.author,
        "M1": work.version,
        "PY": work.issued.year,
        "DA": f"{work.issued:%Y/%m/%d}",
        "LA": "zh-CN",
        "N1": work.warning,
        "ER": "",
    }
    return "".join(f"{tag}  - {value}\n" for tag, value in fields.items() if value or tag == "ER")


def csl(work: Work) -> dict[str, Any]:
    """Return a work as an item of CSL-JSON (csl-data 1.0): a dict of its fields."""
    issued = work.issued
    return {
        "id": work.id,
        "type": TYPES["csl"][work.part],
        "title": work.title,
        "author": [{"literal": work.author}],
        "publisher": work.author,
        "issued": {"date-parts": [[issued.year, issued.month, issued.day]]},
        "version": work.version,
        "language": "zh-CN",
        **({"note": work.warning} if work.warning else {}),
    }


def linked_data(cited: Sequence[Work]) -> str:
    """Return the JSON-LD text of the works in terms of schema.org, escaped for a script element.

    ``cited`` is from ``works``.
    """
    graph = [
        {
            "@id": f"#{work.id}",
            "@type": TYPES["schema"][work.part],
            "name": work.title,
            "description": work.title,
            "creator": {"@type": "Organization", "name": work.author},
            "datePublished": str(work.issued),
            "version": work.version,
            "inLanguage": "zh-CN",
            "keywords": list(KEYWORDS),
            "isAccessibleForFree": True,
            "citation": gbt(work),
        }
        for work in cited
    ]
    report, data = graph
    report["isBasedOn"] = {"@id": data["@id"]}
    data["distribution"] = [
        {"@type": "DataDownload", "contentUrl": f"tables/{name}.csv", "encodingFormat": "text/csv"}
        for name in ("headline", *TABLES)
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})


def head(cited: Sequence[Work]) -> str:
    """Return the html of metadata in a page's head, for Zotero, Google Scholar, search engines.

    ``cited`` is from ``works``.
    """
    about = {"keywords": KEYWORDS, "linked_data": linked_data(cited)}
    return fill("citation.html.j2", "head", work=cited[0], **about)


def colophon(cited: Sequence[Work], revisions: pd.DataFrame) -> list[Record]:
    """Return the records at the end of the bulletin's page.

    They are texts on the version and on how to cite it, a table of ``revisions`` (the frame that
    ``revisions.record`` returns), and links to files. ``cited`` is from ``works``.
    """
    version, warning = cited[0].version, cited[0].warning
    revised = "与上一次发布的相比,数字有变化即为新的一版;各版改动由程序逐项比较得出,如下:"
    about = f"本报告的版本是 {version}。{revised if len(revisions) else '首次发布,没有修订。'}"
    beware = f"本报告是{warning},不得作为真实统计引用。" if warning else ""
    how = "正文和数据按 GB/T 7714—2015 著录如下,在其后补写引用日期和网址:"
    how = f"{beware}需要提到它时,{how}" if warning else how
    texts = files(cited)
    return [
        Text("heading", ("版本与修订",), anchor="version"),
        Text("paragraphs", (about,), strong=version),
        *([_revisions(revisions)] if len(revisions) else []),
        Text("heading", ("如何引用",), anchor="cite"),
        Text("paragraphs", (how,), strong=beware),
        Text("reference", tuple(map(gbt, cited))),
        Text("copy", (texts["citation.bib"],), "BibTeX"),
        Text("copy", (texts["citation.ris"],), "RIS"),
        *(Links(title, tuple(map(Link, of, of.values()))) for title, of in LINKS.items()),
    ]


def _revisions(revisions: pd.DataFrame) -> Table:
    rows = revisions.replace({"was": "", "now": ""}, "(无)")
    rows = rows.assign(version="v" + rows["version"].astype("str"))
    columns = [
        column(name, "revisions", look="id" if name == "id" else "") for name in map(str, rows)
    ]
    return table("revisions", OTHERS["revisions"], rows, columns, look="wide")
