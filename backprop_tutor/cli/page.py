"""The command that makes the page: the tutor in a browser, as a folder of files."""

from pathlib import Path
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option
from backprop_tutor.errors import UsageError
from backprop_tutor.untrusted import quoted_path
from backprop_tutor.wording import marked, text

_MOST_PORTS = 65_535


@app.command(
    help=marked(
        "The tutor as a page for a browser.\n\n"
        "It is a folder of files that any web server can hand out, built with Pyodide, which is "
        "Python for browsers, and Node.js:\n"
        "npm install --prefix build pyodide@314"
    ).english,
)
@guarded
def page(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help=marked("Where to put the page.").english
        ),
    ],
    pyodide: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER",
            help=marked("Where Pyodide is: build/node_modules/pyodide.").english,
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=marked("Keep other files that are in the folder beside the page.").english,
        ),
    ] = False,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help=marked("Show it to the browsers of this machine, until Ctrl+C.").english,
        ),
    ] = False,
    port: Annotated[
        int,
        count_option(
            "--port",
            least=0,
            most=_MOST_PORTS,
            about=marked("The port to serve it at; 0 takes a free one.").english,
        ),
    ] = 8000,
) -> None:
    """Make the page."""
    if pyodide is None and not serve:
        raise UsageError(
            text("say with --pyodide where Pyodide is, or with --serve that the page is there")
        )
    folder = Path(output)
    if pyodide is not None:
        from backprop_tutor.page.site.build import check_tools, make_site
        from backprop_tutor.page.site.folder import check_folder, put

        check_folder(folder, force=force)
        check_tools(Path(pyodide))
        kept = put(make_site(Path(pyodide)), folder, force=force)
        print(text("The page is in {folder}.", folder=quoted_path(output)))
        if kept is not None:
            print(text("What was in its place is in {folder}.", folder=quoted_path(kept)))
    if serve:
        from backprop_tutor.page.site.serve import serve_site

        def begun(address: str) -> None:
            print(text("It is at {address}. Ctrl+C ends it.", address=address), flush=True)

        serve_site(folder, port, begun)
