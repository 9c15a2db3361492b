"""The one product that every imported line sells."""

from __future__ import annotations

from rpclib.connection import Server
from rpclib.errors import FinalRefusalError
from rpclib.load import Table, load
from rpclib.plan import external_id


def find_product(server: Server, code: str) -> int | None:
    """Return the id of the product with an internal reference, None if there is none.

    :raise FinalRefusalError: it is no service: confirming its orders would plan deliveries of the past
    """
    domain = [["default_code", "=", code], ["active", "=", True]]
    found = server.call("product.product", "search_read", domain, ["type"], limit=1, order="id")
    if not found:
        return None
    if found[0]["type"] != "service":
        raise FinalRefusalError(
            f"The product {code} is no service. Name another one with --product-code; a new code creates one."
        )
    return int(found[0]["id"])


def ensure_product(server: Server, code: str, name: str, sold: bool) -> int:
    """Return the id of the product with an internal reference; create a service, invoiced as ordered, if there is none.

    :param sold: the server has the Sales app
    """
    known = find_product(server, code)
    if known:
        return known
    row = {
        "id": external_id("import", "product", code),
        "name": name,
        "default_code": code,
        "type": "service",
        "list_price": "0",
        "sale_ok": "1",
        "purchase_ok": "",
    }
    if sold:
        row["invoice_policy"] = "order"
    return load(server, "product.product", Table(tuple(row), (tuple(row.values()),)))[0]
