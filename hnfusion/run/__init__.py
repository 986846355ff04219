"""Run the notebooks by papermill, render their pages by nbconvert, put whole reports in place."""
