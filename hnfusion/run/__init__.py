"""Run it all: notebooks with papermill, pages with nbconvert, each report replaced as a whole."""

import sys

# jsonschema builds some thirty parsers for a format that no notebook uses; without this module it
# does not, which saves seconds of every process (jsonschema issue 1428).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__all__: list[str] = []
