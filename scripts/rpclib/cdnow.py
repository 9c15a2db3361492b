"""The preset `cdnow`: 6,919 real purchases of 2,357 customers of a shop for compact discs, January 1997 to June 1998.

The file comes with the package `lifetimes` (licence MIT). Its columns, separated by blanks: number in the full data
set, number in the sample, date, number of discs, amount. 21 rows are equal to another one: a customer who paid the same
amount twice on one day. Both count, as in the papers on this data set.
Source: Fader, Hardie, Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from rpclib.errors import FileError
from rpclib.reading import WHITESPACE
from rpclib.rows import Columns

FILE = "CDNOW_sample.txt"
PREFIX = "CDNOW"
COLUMNS = Columns(customer="1", date="3", amount="5", quantity="4")
DEFAULTS: dict[str, object] = {
    "separator": WHITESPACE,
    "encoding": "ascii",
    "no_header": True,
    "date_format": "%Y%m%d",
    "prefix": PREFIX,
    "allow_duplicates": True,
    "demo_names": True,
    "product_code": "CDNOW",
    "product_name": "Compact discs",
    "customer_column": COLUMNS.customer,
    "date_column": COLUMNS.date,
    "amount_column": COLUMNS.amount,
    "quantity_column": COLUMNS.quantity,
}


def data_file() -> Path:
    """Return the file inside the installed package; the package itself is not imported, it does not run on this Python.

    :raise FileError: the package is not installed
    """
    found = find_spec("lifetimes")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "datasets" / FILE
        if path.is_file():
            return path
    raise FileError(f"{FILE} is not installed. Run: python -m pip install --no-deps lifetimes==0.11.3")
