"""Nothing that a notebook brings along acts or loads, wherever it stands."""

from __future__ import annotations

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tradegap.reporting import page_assets
from tradegap.reporting.display import FIGURE_TYPE
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.sanitise import clean

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=http://127.0.0.1/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='http://127.0.0.1/x.png' srcset='http://127.0.0.1/y.png 2x'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,x'></object><embed src='http://127.0.0.1/x'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa\tScRiPt:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a><a href='data:text/html,<script>alert(1)</script>'>y</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](http://127.0.0.1/x.png)",
    '![x" onerror="alert(1)](x)',
    "<form action='http://127.0.0.1/'><input autofocus onfocus=alert(1)><button>go</button></form>",
    "<link rel=stylesheet href='http://127.0.0.1/x.css'>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>",
    "<style>@import url(http://127.0.0.1/x.css); body{background:url(http://127.0.0.1/y)}</style>",
    "<p style='background:url(http://127.0.0.1/x)'>x</p>",
    "<base href='http://127.0.0.1/'><body onload=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video poster='http://127.0.0.1/x'><source src='http://127.0.0.1/y'></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "</section></main><script>alert(1)</script>",
    "<div id=main class='skip report'>x</div>",
    "<b title='\"><script>alert(1)</script>'>x</b>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
]
TAGS_OF_OURS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "style",
    "body",
    "header",
    "main",
    "footer",
}
ALLOWED_LINKS = re.compile(r"#|https?://|mailto:|[^:]*$")


def everywhere(payload: str) -> nbformat.NotebookNode:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{payload}</text></svg>'
    words = ("kind", "html", "svg", "id", "name", "title", "subtitle", "source", "alt")
    figure = {**dict.fromkeys(words, payload), "kind": "html"}
    outputs = [
        new_output("display_data", data={"text/html": payload, "text/plain": payload}),
        new_output("display_data", data={"text/html": f"<table><tr><td>{payload}</table>"}),
        new_output("display_data", data={"text/markdown": f"para {payload}\n\n{payload}"}),
        new_output("display_data", data={"image/svg+xml": svg, "text/plain": payload}),
        new_output("display_data", data={"image/png": payload, "text/plain": payload}),
        new_output("display_data", data={"image/svg+xml": "<svg/>", FIGURE_TYPE: figure}),
        new_output("display_data", data={"image/svg+xml": "<svg/>", FIGURE_TYPE: [payload]}),
        new_output("display_data", data={"application/javascript": payload}),
        new_output("stream", name="stdout", text=payload),
        new_output("error", ename=payload, evalue=payload, traceback=[payload]),
    ]
    meta = dict.fromkeys(
        ("title", "subtitle", "question", "headline", "as_of", "edition", "language"), payload
    )
    cells = [
        new_markdown_cell(f"# {payload}\n\ntext {payload}\n\n{payload}\n\n- {payload}"),
        new_code_cell(
            payload, outputs=outputs, metadata={"alt": payload, "tradegap": {"chapter": payload}}
        ),
    ]
    cells[0]["attachments"] = {payload: {"image/png": payload}}
    return new_notebook(cells=cells, metadata={"tradegap": meta})


def harmless(text: str) -> None:
    soup = BeautifulSoup(text, "html.parser")
    assert not soup.find_all(
        ["iframe", "object", "embed", "base", "form", "input", "button", "video", "audio"]
    )
    assert [s.attrs for s in soup.find_all("script")] in ([], [{}])
    assert [s.string for s in soup.find_all("script")] in ([], [page_assets.script()])
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "unsafe" not in policy
    assert len(soup.find_all("style")) == 1
    assert len(soup.find_all("link")) == 1
    assert len(soup.find_all("main")) == 1
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), (tag.name, name)
            assert name not in ("style", "srcset", "srcdoc", "action", "formaction", "poster")
            if name == "src":
                assert value.startswith("data:image/")
            if name == "href" and tag.name == "a":
                assert ALLOWED_LINKS.match(value), value
            if name == "href" and tag.name == "use":
                assert value.startswith("#")
    assert not re.search(r"<!--|<\?|<!\[CDATA", text[text.index("<body") :])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_does_nothing_wherever_it_stands(payload: str) -> None:
    text, _ = TradegapHTMLExporter().from_notebook_node(everywhere(payload))
    harmless(text)


def test_what_was_left_out_is_reported() -> None:
    exporter = TradegapHTMLExporter()
    said: list[str] = []
    exporter.log.warning = said.append  # type: ignore[method-assign]
    data = {"text/html": "<div></div><script>plot()</script>", "text/plain": "Figure()"}
    nb = new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", data=data)])])
    text, _ = exporter.from_notebook_node(nb)
    assert "Figure()" in text
    assert said == [
        "cell 1: left out <script>.",
        "cell 1: its text/html shows nothing without a script.",
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/\"'=&;:#!-[]()`$ abonscript\n\t\\"), max_size=60))
def test_no_mixture_of_marks_gets_through(payload: str) -> None:
    text, _ = TradegapHTMLExporter().from_notebook_node(everywhere(payload))
    harmless(text)


def test_prose_is_not_spoilt() -> None:
    source = (
        "<p class='source' title='t'>a <b>b</b> <em>c</em> &lt;d&gt; &amp; “e”</p>"
        '<ul><li>x<ol start="3"><li>y</li></ol></li></ul><blockquote>q</blockquote>'
        '<a href="https://www.census.gov/x?a=1&amp;b=2#c">link</a><a href="tables/x.csv">csv</a>'
    )
    soup = BeautifulSoup(source, "html.parser")
    before = soup.decode()
    assert clean(soup) == []
    assert soup.decode() == before
