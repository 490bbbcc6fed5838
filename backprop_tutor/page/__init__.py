"""The tutor as a page in a browser: the Python that answers it, and what the page is built from."""
