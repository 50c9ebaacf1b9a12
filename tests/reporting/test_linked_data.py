"""The report as schema.org has it: its tables with publisher, licence and what they cover."""

from __future__ import annotations

from tradegap.data.catalog import read_catalog
from tradegap.reporting.linked_data import linked_data

REPORT = {"title": "T", "headline": "H", "as_of": "2018-06-02", "edition": "e", "language": "en"}


def leaf(table: str, **row: str) -> dict[str, object]:
    return {"leaf": {"kind": "figure", "table": table, "row": row}}


def test_each_table_that_was_read_is_a_part_with_its_publisher() -> None:
    nodes = {
        "a": leaf("goods_monthly_usa_chn", month="2018-01 to 2018-03"),
        "b": leaf("goods_monthly_usa_chn", month="2017-05"),
        "c": {"op": "add"},
    }
    tables = ["pledges[id=x]", "goods_monthly_usa_chn", "not_in_the_catalog"]
    data = linked_data(REPORT, {"graph": {"nodes": nodes}}, tables)
    assert data["@type"] == "Report"
    assert data["temporalCoverage"] == "2017-05/2018-03"
    goods, pledges, own = data["hasPart"]
    origin = read_catalog().table("goods_monthly_usa_chn").origin
    assert goods["creator"] == {"@type": "Organization", "name": origin.producer}
    assert goods["license"]["name"] == origin.licence
    assert goods["isBasedOn"] == {"@type": "CreativeWork", "name": origin.title, "url": origin.link}
    assert [file["contentUrl"] for file in own["distribution"]] == ["data.zip", "results.json"]
    assert goods["temporalCoverage"] == "2017-05/2018-03"
    assert pledges["identifier"] == "pledges"
    assert "temporalCoverage" not in pledges, "no figure of it is used by time"
