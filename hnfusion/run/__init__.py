"""Run it all: notebooks by papermill, pages by nbconvert, whole reports in their places."""

__all__: list[str] = []
