"""Run it all: notebooks by papermill, pages by nbconvert, whole reports in their places."""

import sys

# jsonschema builds some thirty parsers for a format that no notebook uses; without this module it
# does not, which saves seconds of every process (jsonschema issue 1428).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__all__: list[str] = []
