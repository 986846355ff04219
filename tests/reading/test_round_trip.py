"""Random lists through random layouts and formats come back exactly as they were."""

import os

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from layouts import Layout, written

from hnfusion import cleaning, codelists, reading, sample, schema
from hnfusion.quarter import Quarter

EXAMPLES = int(os.environ.get("HNFUSION_EXAMPLES", "60"))
"""How many random files; ``make soak`` tries a thousand."""
LAST = Quarter(2020, 1)
FORMATS = ("xlsx", "xls", "ods", "html", "utf-8", "utf-8-sig", "gb18030", "utf-16", "tsv")
layouts = st.builds(
    Layout,
    format=st.sampled_from(FORMATS),
    suffix=st.sampled_from(("", ".xls", ".csv")),
    above=st.lists(
        st.sampled_from(("", "湖南省贯标企业名单", "填报单位:某办公室", "截止日期:2020年3月31日")),
        max_size=4,
    ),
    below=st.lists(
        st.sampled_from(("", "注:1.统计截止本季度末。", "联系人:张三 13800138000", "合计")),
        max_size=3,
    ),
    is_double=st.booleans(),
    is_merged=st.booleans(),
    tables=st.sampled_from(("one", "stacked", "sheets")),
    extra=st.lists(
        st.sampled_from(("序号", "联系人", "手机", "备注", "")), max_size=3, unique=True
    ),
    seed=st.integers(0, 2**32 - 1),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(
    layout=layouts,
    name=st.sampled_from(("certified", "started")),
    size=st.integers(1, 40),
    seed=st.integers(0, 10_000),
)
def test_what_is_written_in_any_layout_is_read_back(tmp_path_factory, layout, name, size, seed):
    everyone = sample.random_population(4 * size + 8, seed)
    rows = getattr(sample, name)(everyone, LAST).head(size)
    folder = tmp_path_factory.mktemp("layout")
    paths = written(rows, name, layout, folder)
    found = reading.read(paths, schema.QUARTERLY)
    assert found.problems == []
    if not len(rows):
        return
    cleaned, problems = cleaning.clean(found, name)
    assert problems == []
    columns = [c for c in rows if not rows[c].isna().all()]
    expected = rows.sort_values("uscc", ignore_index=True)
    read_back = cleaned[list(rows)].sort_values("uscc", ignore_index=True)
    pd.testing.assert_frame_equal(read_back[columns], expected[columns])
    assert not found.left_out["text"].str.contains("13800138000|张三").any()


def test_every_spelling_of_the_codelists_is_understood():
    for name in ("city", "industry", "stage"):
        spelled = pd.Series(codelists.spellings(name))
        assert cleaning.parse(pd.Series(spelled.index), name).tolist() == spelled.tolist()
